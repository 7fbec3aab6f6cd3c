#include "harness/strategy/turns.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string_view>

#include "harness/action/apply.h"
#include "harness/action/work.h"
#include "harness/strategy/random_walk.h"
#include "harness/world/setup.h"
#include "raft/base/check.h"
#include "raft/tracker/tracker.h"

namespace harness {
namespace {

harness::Setup SomeSetup() {
  harness::Setup setup;
  setup.nodes = 4;
  setup.drive = static_cast<uint64_t>(Drive::kLate);
  return setup;
}

void Do(World& world, std::string_view text) {
  const auto action = ParseAction(text);
  RAFT_CHECK(action.has_value(), "{}: {}", text, action.error().Text());
  Applier applier;
  EXPECT_FALSE(applier.Apply(world, *action).has_value()) << text;
}

TEST(Turns, OnlyTheGroupHearsAndInMostTurnsWorks) {
  const harness::Setup setup = SomeSetup();
  int flows = 0;
  int by_others = 0;
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
        EXPECT_TRUE(!delivers || has(action.node)) << Describe(action);
        EXPECT_TRUE(!delivers || has(action.peer)) << Describe(action);
        by_others += IsWork(action.verb) && !has(action.node);
      }
      EXPECT_FALSE(applier.Apply(world, action).has_value());
    }
  }
  EXPECT_GT(by_others, 100);
  EXPECT_LT(by_others, flows / 4);
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

// 1 leads and has applied the joint membership of 1 alone and of all.
World HalfDoneWorld() {
  harness::Setup setup;
  World world(setup);
  for (const std::string_view text :
       {"timeout node=1", "deliver node=1 peer=2 type=MsgVote term=2 index=1",
        "deliver node=2 peer=1 type=MsgVoteResp term=2",
        "deliver node=1 peer=2 type=MsgApp term=2 index=1",
        "deliver node=2 peer=1 type=MsgAppResp term=2 index=2",
        "reconfigure node=1 option=1 key=6 nth=2",
        "deliver node=1 peer=2 type=MsgApp term=2 index=2 nth=1"}) {
    Do(world, text);
  }
  return world;
}

constexpr std::string_view kEntersJoint =
    "deliver node=2 peer=1 type=MsgAppResp term=2 index=3";

// How many of so many turns each group has.
std::map<uint64_t, int> GroupsOf(const World& world, int turns) {
  std::map<uint64_t, int> groups;
  for (int seed = 1; seed <= turns; ++seed) {
    Turns drawn(world.setup(), Random(static_cast<uint64_t>(seed)));
    drawn.Next(world);
    ++groups[drawn.group()];
  }
  return groups;
}

TEST(Turns, TheHalvesOfAJointMembershipOftenPart) {
  World world = HalfDoneWorld();
  auto before = GroupsOf(world, 4000);
  Do(world, kEntersJoint);
  ASSERT_TRUE(world.replica(1).configuration().voters.joint());
  auto after = GroupsOf(world, 4000);
  EXPECT_GT(2 * after[0b110], 3 * before[0b110]);  // The old half, without 1.
}

TEST(Turns, ATurnOftenEndsWhenOnlyTheLeaderIsInAJointMembership) {
  const World before = HalfDoneWorld();
  World after = before;
  Do(after, kEntersJoint);
  int ends_without = 0;
  int ends = 0;
  int seen = 0;
  for (uint64_t seed = 1; seed <= 3000; ++seed) {
    for (const World* world : {&before, static_cast<const World*>(&after)}) {
      Turns turns(before.setup(), Random(seed));
      turns.Next(before);
      // 1 wants to lead, and 2 or 3 hears it.
      if ((turns.group() & 1) == 0 || turns.group() == 1) continue;
      if (turns.Next(before).node != 1) continue;
      turns.Next(before);
      seen += world == &after;
      const uint64_t group = turns.group();
      turns.Next(*world);
      (world == &after ? ends : ends_without) += turns.group() != group;
    }
  }
  EXPECT_GT(seen, 100);
  EXPECT_GT(ends, 2 * ends_without + 20);
}

TEST(Turns, SomeTurnsNobodyAppliesFor) {
  harness::Setup setup;
  setup.nodes = 1;
  setup.drive = static_cast<uint64_t>(Drive::kAsync);
  World world(setup);
  for (const std::string_view text :
       {"timeout node=1", "ready node=1", "sync node=1", "ready node=1",
        "sync node=1", "ready node=1"}) {
    Do(world, text);
  }
  ASSERT_TRUE(world.replica(1).CanApply());
  int applied = 0;
  constexpr int kTurns = 200;
  for (int seed = 1; seed <= kTurns; ++seed) {
    Turns turns(setup, Random(static_cast<uint64_t>(seed)));
    bool applies = false;
    for (int i = 0; i < 8; ++i) {  // No turn is shorter.
      applies |= turns.Next(world).verb == Verb::kApply;
    }
    applied += applies;
  }
  EXPECT_GT(applied, kTurns / 4);
  EXPECT_LT(applied, kTurns * 9 / 10);
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
