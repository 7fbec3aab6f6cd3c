#include "harness/strategy/random_walk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "harness/action/action.h"
#include "harness/action/apply.h"
#include "harness/strategy/random.h"
#include "harness/world/setup.h"
#include "harness/world/world.h"

namespace harness {
namespace {

using Counts = std::array<uint64_t, kVerbs>;

size_t At(Verb verb) { return static_cast<size_t>(verb); }

harness::Setup SetupOf(uint64_t drive) {
  harness::Setup setup;
  setup.spares = 1;
  setup.drive = drive;
  return setup;
}

// Draws actions and lets them happen; `look` sees each before it does.
template <typename Look>
void Walk(const harness::Setup& setup, const Weights& weights, uint64_t seed,
          int steps, Look look) {
  World world(setup);
  RandomWalk walk(weights, Random(seed));
  Applier applier;
  for (int i = 0; i < steps; ++i) {
    const Action action = walk.Next(world);
    look(action, world);
    EXPECT_FALSE(applier.Apply(world, action).has_value());
  }
}

std::vector<Action> ActionsOf(const harness::Setup& setup, uint64_t seed) {
  std::vector<Action> actions;
  Walk(setup, DefaultWeights(setup), seed, 500,
       [&](const Action& action, const World&) { actions.push_back(action); });
  return actions;
}

Counts CountVerbs(const harness::Setup& setup, const Weights& weights) {
  Counts counts{};
  for (uint64_t seed = 1; seed <= 48; ++seed) {
    Walk(setup, weights, seed, 2000, [&](const Action& action, const World&) {
      ++counts[At(action.verb)];
    });
  }
  return counts;
}

TEST(RandomWalk, TheSameSeedDrawsTheSameActions) {
  for (uint64_t drive = 0; drive <= 3; ++drive) {
    const harness::Setup setup = SetupOf(drive);
    for (uint64_t seed = 1; seed <= 5; ++seed) {
      EXPECT_EQ(ActionsOf(setup, seed), ActionsOf(setup, seed));
    }
    EXPECT_NE(ActionsOf(setup, 1), ActionsOf(setup, 2));
  }
}

TEST(RandomWalk, ACopyDrawsOnAsTheOriginalDoes) {
  const World world(SetupOf(0));
  RandomWalk walk(DefaultWeights(world.setup()), Random(7));
  for (int i = 0; i < 10; ++i) walk.Next(world);
  RandomWalk copy = walk;
  for (int i = 0; i < 100; ++i) EXPECT_EQ(copy.Next(world), walk.Next(world));
}

TEST(RandomWalk, DrawsEveryVerbThatHasAWeightAndNoOther) {
  for (uint64_t drive = 0; drive <= 3; ++drive) {
    const harness::Setup setup = SetupOf(drive);
    const Weights weights = DefaultWeights(setup);
    const Counts counts = CountVerbs(setup, weights);
    for (size_t verb = 0; verb < kVerbs; ++verb) {
      EXPECT_EQ(counts[verb] > 0, weights[verb] > 0)
          << "drive " << drive << ", " << Name(static_cast<Verb>(verb));
    }
  }
}

TEST(RandomWalk, AVerbThatLosesItsWeightIsNotDrawn) {
  const harness::Setup setup = SetupOf(2);
  for (size_t verb = 1; verb < kVerbs; ++verb) {
    const auto lost = static_cast<Verb>(verb);
    // These take the place of others that make no sense at the moment.
    if (lost == Verb::kTick || lost == Verb::kPropose || lost == Verb::kRetry) {
      continue;
    }
    Weights weights = DefaultWeights(setup);
    weights[verb] = 0;
    uint64_t count = 0;
    Walk(setup, weights, 3, 2000, [&](const Action& action, const World&) {
      if (action.verb == lost) ++count;
    });
    EXPECT_EQ(count, 0u) << Name(lost);
  }
}

TEST(RandomWalk, TheOnlyVerbWithAWeightIsAllThereIs) {
  for (const Verb only : {Verb::kTick, Verb::kTimeout, Verb::kCut, Verb::kCrash,
                          Verb::kChange, Verb::kCompact}) {
    Weights weights{};
    weights[At(only)] = 1;
    Walk(SetupOf(0), weights, 5, 300, [&](const Action& action, const World&) {
      EXPECT_EQ(action.verb, only) << Name(action.verb);
    });
  }
}

TEST(RandomWalk, VerbsComeAboutAsOftenAsTheyWeigh) {
  const World world(SetupOf(0));
  Weights weights{};
  weights[At(Verb::kTick)] = 1;
  weights[At(Verb::kTimeout)] = 9;
  RandomWalk walk(weights, Random(11));
  int timeouts = 0;
  for (int i = 0; i < 10000; ++i) {
    if (walk.Next(world).verb == Verb::kTimeout) ++timeouts;
  }
  EXPECT_NEAR(timeouts, 9000, 200);
}

TEST(RandomWalk, MessagesAndCallsThatItNamesAreThere) {
  const harness::Setup setup = SetupOf(0);
  Walk(setup, DefaultWeights(setup), 9, 3000,
       [&](const Action& action, const World& world) {
         switch (action.verb) {
           case Verb::kDeliver:
           case Verb::kDrop:
           case Verb::kDuplicate: {
             Network network = world.network;
             EXPECT_TRUE(network.Take(action.message()).has_value());
             break;
           }
           case Verb::kPropose:
           case Verb::kRead:
             EXPECT_EQ(world.clients.OpenCall(action.client), nullptr);
             EXPECT_LT(action.key, setup.keys);
             break;
           case Verb::kRetry:
             EXPECT_NE(world.clients.OpenCall(action.client), nullptr);
             break;
           case Verb::kRestart:
             EXPECT_FALSE(world.replica(action.node).up());
             break;
           case Verb::kCrash:
             EXPECT_LE(action.option, world.replica(action.node).unsynced());
             break;
           default:
             EXPECT_TRUE(action.node == 0 || world.Knows(action.node));
         }
       });
}

TEST(RandomWalk, WorkIsDrawnOnlyForNodesThatHaveSome) {
  const harness::Setup setup = SetupOf(3);
  Walk(setup, DefaultWeights(setup), 2, 3000,
       [](const Action& action, const World& world) {
         if (action.verb == Verb::kReady) {
           EXPECT_TRUE(world.replica(action.node).CanTake());
         } else if (action.verb == Verb::kSync) {
           EXPECT_TRUE(world.replica(action.node).CanSync());
         } else if (action.verb == Verb::kHear) {
           EXPECT_TRUE(world.replica(action.node).CanHear());
         } else if (action.verb == Verb::kApply) {
           EXPECT_TRUE(world.replica(action.node).CanApply());
         }
       });
}

TEST(RandomWalk, MostOfWhatItDrawsMakesSense) {
  for (uint64_t drive = 0; drive <= 3; ++drive) {
    World world(SetupOf(drive));
    RandomWalk walk(DefaultWeights(world.setup()), Random(4));
    Applier applier;
    for (int i = 0; i < 4000; ++i) applier.Apply(world, walk.Next(world));
    EXPECT_LT(world.record.no_ops, 1400u) << "drive " << drive;
    EXPECT_GT(world.record.highest_commit, 10u) << "drive " << drive;
  }
}

TEST(RandomWalkWeights, MembershipOfALoneNodeStaysAsItIs) {
  harness::Setup setup;
  setup.nodes = 1;
  EXPECT_EQ(DefaultWeights(setup)[At(Verb::kChange)], 0u);
  setup.spares = 1;
  EXPECT_GT(DefaultWeights(setup)[At(Verb::kChange)], 0u);
}

TEST(RandomWalkWeights, DrawnOnesStayWithinTheirBoundsOrAreLeftOut) {
  for (uint64_t drive = 0; drive <= 3; ++drive) {
    const harness::Setup setup = SetupOf(drive);
    const Weights standard = DefaultWeights(setup);
    Random random(drive + 1);
    Weights least = standard;
    Weights most = standard;
    Weights left_out{};
    for (int draw = 0; draw < 400; ++draw) {
      const Weights weights = DrawWeights(setup, random);
      for (size_t verb = 0; verb < kVerbs; ++verb) {
        if (weights[verb] == 0) {
          left_out[verb] += 1;
          continue;
        }
        least[verb] = std::min(least[verb], weights[verb]);
        most[verb] = std::max(most[verb], weights[verb]);
      }
    }
    for (size_t verb = 0; verb < kVerbs; ++verb) {
      const uint32_t weight = standard[verb];
      const uint32_t lowest = weight == 0 ? 0 : std::max(weight / 32, 1u);
      EXPECT_EQ(least[verb], lowest) << verb;
      EXPECT_EQ(most[verb], 16 * weight) << verb;
      // Time, messages and work go on in every run.
      const auto name = static_cast<Verb>(verb);
      if (name == Verb::kDeliver || name == Verb::kTick) {
        EXPECT_EQ(left_out[verb], 0u);
      }
      if (name == Verb::kDrop || name == Verb::kCrash) {
        EXPECT_NEAR(left_out[verb], 400 / 12, 25);
      }
    }
  }
}

TEST(RandomWalkWeights, TheSameRandomnessDrawsTheSameOnes) {
  const harness::Setup setup;
  Random one(3);
  Random other(3);
  for (int draw = 0; draw < 20; ++draw) {
    EXPECT_EQ(DrawWeights(setup, one), DrawWeights(setup, other));
  }
}

}  // namespace
}  // namespace harness
