#include "harness/strategy/shape.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

#include "harness/action/action.h"
#include "harness/action/apply.h"
#include "harness/strategy/byte_setup.h"
#include "harness/strategy/bytes.h"
#include "harness/strategy/random.h"
#include "harness/world/setup.h"
#include "harness/world/world.h"

namespace harness {
namespace {

std::vector<Feature> FeaturesOf(const World& world) {
  std::vector<Feature> features;
  AddFeatures(world, features);
  std::sort(features.begin(), features.end());
  return features;
}

// The world in which `first` was elected by the vote of `second`.
World Elected(raft::NodeId first, raft::NodeId second) {
  World world{harness::Setup()};
  Applier applier;
  const auto deliver = [&](raft::NodeId from, raft::NodeId to) {
    const auto link = world.network.On(from, to);
    ASSERT_FALSE(link.empty());
    applier.Apply(world, {.verb = Verb::kDeliver,
                          .node = from,
                          .peer = to,
                          .type = link[0].type,
                          .term = link[0].term,
                          .index = link[0].index});
  };
  applier.Apply(world, {.verb = Verb::kTimeout, .node = first});
  deliver(first, second);
  deliver(second, first);
  EXPECT_TRUE(world.replica(first).leads());
  return world;
}

TEST(Shape, NamesOfNodesDoNotMatter) {
  const std::vector<Feature> features = FeaturesOf(Elected(1, 2));
  EXPECT_EQ(FeaturesOf(Elected(2, 1)), features);
  EXPECT_EQ(FeaturesOf(Elected(3, 2)), features);
  EXPECT_NE(FeaturesOf(World{harness::Setup()}), features);
}

TEST(Shape, EveryDomainHasItsFeaturesAndTheWholeIsTheLast) {
  const World world = Elected(1, 2);
  std::vector<Feature> features;
  AddFeatures(world, features);
  std::set<Domain> domains;
  for (const Feature feature : features) domains.insert(DomainOf(feature));
  EXPECT_EQ(domains.size(), 4u);
  EXPECT_EQ(features.back(), ShapeOf(world));
  EXPECT_EQ(DomainOf(features.back()), Domain::kWorld);
}

TEST(Shape, RolesLogsFaultsAndMessagesShow) {
  World world = Elected(1, 2);
  Applier applier;
  std::set<Feature> shapes{ShapeOf(world)};
  const auto changes_by = [&](const Action& action) {
    applier.Apply(world, action);
    return shapes.insert(ShapeOf(world)).second;
  };
  EXPECT_TRUE(changes_by({.verb = Verb::kCrash, .node = 3}));
  EXPECT_TRUE(changes_by({.verb = Verb::kTimeout, .node = 2}));
  EXPECT_TRUE(changes_by({.verb = Verb::kCrash, .node = 1}));
}

// Few enough to be found again, many enough to tell runs apart.
TEST(Shape, ThereAreNeitherFewNorMany) {
  std::set<Feature> features;
  std::set<Feature> wholes;
  uint64_t worlds = 0;
  std::vector<Feature> now;
  Applier applier;
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    Random random(seed);
    std::string bytes;
    for (size_t i = 0; i < kHeaderSize; ++i) {
      bytes += static_cast<char>(random.Below(256));
    }
    World world(DecodeHeader(bytes).setup);
    ByteWalk walk(Mix::kEvery, random);
    for (int i = 0; i < 300; ++i) {
      applier.Apply(world, walk.Next(world));
      ++worlds;
      now.clear();
      AddFeatures(world, now);
      wholes.insert(now.back());
      features.insert(now.begin(), now.end() - 1);
    }
  }
  RecordProperty("features", static_cast<int>(features.size()));
  RecordProperty("shapes", static_cast<int>(wholes.size()));
  EXPECT_GT(features.size(), 1000u);
  EXPECT_LT(features.size(), worlds / 4);
  EXPECT_GT(wholes.size(), 2000u);
  EXPECT_LT(wholes.size(), worlds / 2);
}

}  // namespace
}  // namespace harness
