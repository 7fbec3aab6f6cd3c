#include "harness/strategy/slowed_down.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

#include "harness/action/apply.h"
#include "harness/strategy/random_walk.h"

namespace harness {
namespace {

size_t At(Verb verb) { return static_cast<size_t>(verb); }

harness::Setup SetupOf(uint64_t drive) {
  harness::Setup setup;
  setup.spares = 1;
  setup.drive = drive;
  return setup;
}

// Walks through a cluster; `look` sees each action before it happens.
template <typename Look>
void Walk(const harness::Setup& setup, const Slow& slow, uint64_t seed,
          Look look) {
  World world(setup);
  SlowedDown walk(
      std::make_unique<RandomWalk>(DefaultWeights(setup), Random(seed)), slow,
      Random(seed + 100));
  Applier applier;
  for (int i = 0; i < 3000; ++i) {
    const Action action = walk.Next(world);
    look(action, world);
    EXPECT_FALSE(applier.Apply(world, action).has_value());
  }
}

TEST(SlowedDown, ASlowNodesWorkWaitsAndIsDoneInTheEnd) {
  const harness::Setup setup = SetupOf(3);
  for (const Verb verb :
       {Verb::kReady, Verb::kSync, Verb::kHear, Verb::kApply}) {
    Slow slow;
    slow.nodes[At(verb)] = 2;
    // By node: actions before which it had such work, and did it.
    std::array<double, 5> waited{};
    std::array<double, 5> done{};
    for (uint64_t seed = 1; seed <= 4; ++seed) {
      Walk(setup, slow, seed, [&](const Action& action, const World& world) {
        if (action.verb == verb) ++done[action.node];
        for (raft::NodeId id = 1; id <= 3; ++id) {
          waited[id] += RandomWalk::IsBusy(world, world.replica(id), verb);
        }
      });
    }
    EXPECT_GT(done[2], 10) << Name(verb);
    EXPECT_LT(4 * done[2] / waited[2], done[1] / waited[1]) << Name(verb);
    EXPECT_LT(4 * done[2] / waited[2], done[3] / waited[3]) << Name(verb);
  }
}

TEST(SlowedDown, ASlowLinkHoldsBackWhatItCarries) {
  const harness::Setup setup = SetupOf(0);
  Slow slow;
  slow.links.resize(setup.total() * setup.total());
  slow.links[0 * setup.total() + 1] = Pace::kSlow;  // From node 1 to 2.
  uint64_t held_back = 0;
  uint64_t carried = 0;
  for (uint64_t seed = 1; seed <= 8; ++seed) {
    Walk(setup, slow, seed, [&](const Action& action, const World& world) {
      if (action.verb != Verb::kDeliver || action.node != 1) return;
      // Only where there was a choice.
      if (world.network.On(1, 2).empty() || world.network.On(1, 3).empty())
        return;
      ++(action.peer == 2 ? held_back : carried);
    });
  }
  EXPECT_GT(held_back, 0u);
  EXPECT_LT(held_back * 4, carried);
}

TEST(SlowedDown, ALinkMayHoldBackOnlyWhatIsLarge) {
  const harness::Setup setup = SetupOf(0);
  Slow slow;
  slow.links.assign(setup.total() * setup.total(), Pace::kSlowIfLarge);
  // By whether it is an append: how often one was there to be delivered, and
  // was.
  std::array<double, 2> there{};
  std::array<double, 2> delivered{};
  for (uint64_t seed = 1; seed <= 8; ++seed) {
    Walk(setup, slow, seed, [&](const Action& action, const World& world) {
      for (size_t i = 0; i < world.network.in_flight(); ++i) {
        ++there[world.network.NameOf(i).type == raft::MessageType::kApp];
      }
      if (action.verb != Verb::kDeliver) return;
      ++delivered[action.type == raft::MessageType::kApp];
    });
  }
  EXPECT_GT(delivered[1], 100);
  EXPECT_LT(4 * delivered[1] / there[1], delivered[0] / there[0]);
}

// What insists on slow work is not waited for.
class Syncs : public Strategy {
 public:
  Action Next(const World&) override {
    return {.verb = Verb::kSync, .node = 2};
  }
};

TEST(SlowedDown, WhereOnlySlowWorkIsWantedTimePasses) {
  const World world(SetupOf(2));
  Slow slow;
  slow.nodes[At(Verb::kSync)] = 2;
  SlowedDown walk(std::make_unique<Syncs>(), slow, Random(1));
  uint64_t syncs = 0;
  std::array<uint64_t, 5> ticks{};
  for (int i = 0; i < 3200; ++i) {
    const Action action = walk.Next(world);
    if (action.verb == Verb::kTick) {
      ++ticks[action.node];
    } else {
      EXPECT_EQ(action.verb, Verb::kSync);
      ++syncs;
    }
  }
  EXPECT_NEAR(syncs, 3200 * 4 / 32, 100);
  for (size_t id = 1; id <= 4; ++id) EXPECT_NEAR(ticks[id], 700, 120) << id;
}

TEST(SlowedDown, SomeAreSlowInSomeRuns) {
  const harness::Setup setup = SetupOf(2);
  Random random(5);
  std::array<uint64_t, 3> runs_with{};  // Links of that pace.
  std::array<uint64_t, 5> disks{};      // By the slow node; 0: none.
  for (int draw = 0; draw < 900; ++draw) {
    const Slow slow = DrawSlow(setup, random);
    for (const Pace pace : {Pace::kSlow, Pace::kSlowIfLarge}) {
      const bool some = std::count(slow.links.begin(), slow.links.end(), pace);
      runs_with[static_cast<size_t>(pace)] += some;
    }
    ++disks[slow.nodes[At(Verb::kSync)]];
    EXPECT_EQ(slow.nodes[At(Verb::kDeliver)], raft::kNone);
  }
  EXPECT_NEAR(runs_with[1], 150, 45);
  EXPECT_NEAR(runs_with[2], 150, 45);
  EXPECT_NEAR(disks[0], 600, 60);
  for (size_t node = 1; node <= setup.total(); ++node) {
    EXPECT_NEAR(disks[node], 75, 30) << node;
  }
}

TEST(SlowedDown, TheSameRandomnessDrawsTheSame) {
  const harness::Setup setup;
  Random one(3);
  Random other(3);
  for (int draw = 0; draw < 20; ++draw) {
    EXPECT_EQ(DrawSlow(setup, one), DrawSlow(setup, other));
  }
}

}  // namespace
}  // namespace harness
