#include "harness/run/draw_setup.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace harness {
namespace {

using Chosen = std::vector<std::string>;

TEST(DrawSetup, DrawsWhatTheAtlasCovers) {
  for (uint64_t seed = 1; seed <= 500; ++seed) {
    Random random(seed);
    const harness::Setup setup = DrawSetup(random);
    EXPECT_TRUE(Validate(setup).has_value()) << seed;
    EXPECT_TRUE(InsideAtlas(setup)) << seed;
  }
}

TEST(DrawSetup, DrawsUnusualTimesAndLinksSeldom) {
  const harness::Setup usual;
  int ticks = 0;
  int links = 0;
  int skews = 0;
  for (uint64_t seed = 1; seed <= 500; ++seed) {
    Random random(seed);
    const harness::Setup setup = DrawSetup(random);
    ticks += setup.election_tick != usual.election_tick ? 1 : 0;
    links += setup.link_capacity != usual.link_capacity ? 1 : 0;
    skews += setup.max_skew != 0 && setup.lease_reads == 0 ? 1 : 0;
  }
  for (const int seldom : {ticks, links, skews}) {
    EXPECT_GT(seldom, 20);
    EXPECT_LT(seldom, 120);
  }
}

TEST(DrawSetup, WhatWasDrawnGivesWayToWhatWasChosen) {
  for (const Chosen& chosen :
       std::vector<Chosen>{{"check_quorum=0"},
                           {"check_quorum=203"},
                           {"lease_reads=1"},
                           {"lease_reads=1", "spares=3"},
                           {"max_skew=0"},
                           {"max_skew=9"},
                           {"election_tick=2"},
                           {"max_inflight_bytes=50"},
                           {"max_size_per_message=500"}}) {
    for (uint64_t seed = 1; seed <= 300; ++seed) {
      Random random(seed);
      const auto setup = DrawSetup(random, chosen);
      ASSERT_TRUE(setup.has_value())
          << chosen[0] << ": " << seed << ": " << setup.error().Text();
      EXPECT_TRUE(InsideAtlas(*setup)) << chosen[0] << ": " << seed;
      for (const std::string& assignment : chosen) {
        harness::Setup again = *setup;
        ASSERT_TRUE(Set(again, assignment).has_value());
        EXPECT_EQ(again, *setup) << assignment << ": " << seed;
      }
    }
  }
}

TEST(DrawSetup, WhatWasChosenIsKeptWhereItLeavesTheAtlas) {
  Random random(1);
  const auto setup = DrawSetup(
      random, Chosen{"lease_reads=1", "max_skew=9", "lease_margin=0"});
  ASSERT_TRUE(setup.has_value());
  EXPECT_EQ(setup->lease_margin, 0u);
  EXPECT_FALSE(InsideAtlas(*setup));
}

TEST(DrawSetup, ChoicesThatDoNotGoTogetherAreRefused) {
  Random random(1);
  const auto setup =
      DrawSetup(random, Chosen{"lease_reads=1", "check_quorum=0"});
  ASSERT_FALSE(setup.has_value());
  EXPECT_EQ(setup.error().detail,
            "lease_reads needs check_quorum on all nodes");
  EXPECT_FALSE(DrawSetup(random, Chosen{"nodes=99"}).has_value());
}

TEST(DrawSetup, ChoicesThatChangeNothingDrawTheSame) {
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    Random one(seed);
    Random other(seed);
    const harness::Setup drawn = DrawSetup(one);
    EXPECT_EQ(DrawSetup(other, Chosen{"nodes=" + std::to_string(drawn.nodes)}),
              drawn);
    EXPECT_EQ(one.Next(), other.Next());
  }
}

}  // namespace
}  // namespace harness
