#include "harness/strategy/turns.h"

#include <gtest/gtest.h>

#include <set>

#include "harness/action/apply.h"
#include "harness/action/work.h"
#include "harness/strategy/random_walk.h"
#include "harness/world/setup.h"

namespace harness {
namespace {

harness::Setup SomeSetup() {
  harness::Setup setup;
  setup.nodes = 4;
  setup.drive = static_cast<uint64_t>(Drive::kLate);
  return setup;
}

TEST(Turns, OnlyTheGroupHearsAndWorks) {
  const harness::Setup setup = SomeSetup();
  int flows = 0;
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    World world(setup);
    Applier applier;
    Turns turns(setup, Random(seed));
    for (int i = 0; i < 2000; ++i) {
      const Action action = turns.Next(world);
      const auto has = [&turns](raft::NodeId id) {
        return (turns.group() >> (id - 1) & 1) != 0;
      };
      const bool delivers = action.verb == Verb::kDeliver;
      if (delivers || IsWork(action.verb)) {
        ++flows;
        EXPECT_TRUE(has(action.node)) << Describe(action);
        EXPECT_TRUE(!delivers || has(action.peer)) << Describe(action);
      }
      EXPECT_FALSE(applier.Apply(world, action).has_value());
    }
  }
  EXPECT_GT(flows, 10'000);
}

TEST(Turns, EveryGroupGetsOneInTheEnd) {
  const harness::Setup setup = SomeSetup();
  const World world(setup);
  Turns turns(setup, Random(1));
  std::set<uint64_t> groups;
  for (int i = 0; i < 100'000; ++i) {
    turns.Next(world);
    groups.insert(turns.group());
  }
  EXPECT_EQ(groups.size(), 15u);  // All subsets but the empty one.
}

// In how many terms somebody led.
template <typename Strategy>
size_t LeadersOf(Strategy strategy, const harness::Setup& setup) {
  World world(setup);
  Applier applier;
  std::set<raft::Term> terms;
  for (int i = 0; i < 3000; ++i) {
    applier.Apply(world, strategy.Next(world));
    for (raft::NodeId id = 1; id <= setup.total(); ++id) {
      const Replica& replica = world.replica(id);
      if (replica.leads()) terms.insert(replica.View().term);
    }
  }
  return terms.size();
}

TEST(Turns, LeadersFollowOneAnotherFaster) {
  const harness::Setup setup = SomeSetup();
  const Weights weights = DefaultWeights(setup);
  size_t in_turns = 0;
  size_t at_random = 0;
  for (uint64_t seed = 1; seed <= 30; ++seed) {
    in_turns += LeadersOf(Turns(setup, Random(seed)), setup);
    at_random += LeadersOf(RandomWalk(weights, Random(seed)), setup);
  }
  EXPECT_GT(2 * in_turns, 3 * at_random);
}

}  // namespace
}  // namespace harness
