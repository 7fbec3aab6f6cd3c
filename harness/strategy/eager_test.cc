#include "harness/strategy/eager.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string_view>
#include <vector>

#include "harness/action/apply.h"
#include "harness/world/setup.h"
#include "raft/base/check.h"

namespace harness {
namespace {

// Time passes on a node that does not matter.
class Waits : public Strategy {
 public:
  Action Next(const World&) override {
    return {.verb = Verb::kTick, .node = 5};
  }
};

harness::Setup FiveNodes() {
  harness::Setup setup;
  setup.nodes = 5;
  return setup;
}

void Do(World& world, std::string_view text) {
  const auto action = ParseAction(text);
  RAFT_CHECK(action.has_value(), "{}: {}", text, action.error().Text());
  Applier applier;
  EXPECT_FALSE(applier.Apply(world, *action).has_value()) << text;
}

void Elect(World& world, raft::NodeId node, raft::Term term,
           raft::Index index) {
  Do(world, fmt::format("timeout node={}", node));
  for (const raft::NodeId voter : {3, 4}) {
    Do(world, fmt::format("deliver node={} peer={} type=MsgVote term={} "
                          "index={}",
                          node, voter, term, index));
    Do(world, fmt::format("deliver node={} peer={} type=MsgVoteResp term={}",
                          voter, node, term));
  }
  ASSERT_TRUE(world.replica(node).leads());
}

Eager With(const Habits& habits, uint64_t seed = 1) {
  return Eager(std::make_unique<Waits>(), habits, Random(seed));
}

// What the habits lead to in a world that stays as it is.
std::vector<Action> ActionsOf(Eager eager, const World& world, int count) {
  std::vector<Action> actions;
  for (int i = 0; i < count; ++i) {
    const Action action = eager.Next(world);
    if (action.verb != Verb::kTick) actions.push_back(action);
  }
  return actions;
}

TEST(Eager, HasEachHabitInSomeRunsAndNoneInOthers) {
  Random random(1);
  std::set<int> drawn;
  for (int i = 0; i < 1000; ++i) {
    const Habits habits = DrawHabits(2, random);
    drawn.insert(habits.writes | habits.changes << 1 | habits.reads << 2 |
                 habits.snapshots << 3);
    EXPECT_EQ(habits.any(), habits != Habits());
  }
  EXPECT_EQ(drawn.size(), 16u);
}

TEST(Eager, WhoWasJustElectedGetsAWriteOnce) {
  World world(FiveNodes());
  Eager eager = With({.writes = true});
  EXPECT_EQ(eager.Next(world).verb, Verb::kTick);
  Elect(world, 1, 2, 1);
  const Action write = eager.Next(world);
  EXPECT_EQ(write.verb, Verb::kPropose);
  EXPECT_EQ(write.node, 1u);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(eager.Next(world).verb, Verb::kTick);
  }
}

TEST(Eager, AReadIsGivenUpForAWriteButNoWrite) {
  harness::Setup setup = FiveNodes();
  setup.clients = 1;
  World world(setup);
  Elect(world, 1, 2, 1);
  Do(world, "read node=1 client=1");
  const auto after_read = ActionsOf(With({.writes = true}), world, 3);
  ASSERT_EQ(after_read.size(), 2u);
  EXPECT_EQ(after_read[0].verb, Verb::kAbandon);
  EXPECT_EQ(after_read[1].verb, Verb::kPropose);
  Do(world, "abandon client=1");
  Do(world, "propose node=1 client=1");
  const auto after_write = ActionsOf(With({.writes = true}), world, 3);
  ASSERT_EQ(after_write.size(), 1u);
  EXPECT_EQ(after_write[0].verb, Verb::kRetry);
}

TEST(Eager, WhoLeadsAnOlderTermIsAskedToRead) {
  World world(FiveNodes());
  Elect(world, 1, 2, 1);
  EXPECT_TRUE(ActionsOf(With({.reads = true}), world, 100).empty());
  Do(world, "timeout node=2");  // For a term that is over.
  Elect(world, 2, 3, 1);
  ASSERT_TRUE(world.replica(1).leads());
  const auto actions = ActionsOf(With({.reads = true}), world, 1000);
  EXPECT_GT(actions.size(), 50u);
  for (const Action& action : actions) {
    EXPECT_EQ(action.verb, Verb::kRead);
    EXPECT_EQ(action.node, 1u);
  }
}

TEST(Eager, MembershipsOfFewVotersAreProposedAndNobodyIsRemoved) {
  World world(FiveNodes());
  Elect(world, 1, 2, 1);
  std::set<uint64_t> voters;
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    for (const Action& action :
         ActionsOf(With({.changes = true}, seed), world, 1000)) {
      EXPECT_EQ(action.verb, Verb::kReconfigure);
      EXPECT_EQ(action.option | action.key, 0b11111u);
      EXPECT_EQ(action.option & action.key, 0u);
      voters.insert(action.option);
    }
  }
  EXPECT_TRUE(voters.contains(0b00001));  // The leader alone,
  EXPECT_TRUE(voters.contains(0b11110));  // all the others,
  EXPECT_TRUE(voters.contains(0b01001));  // the leader and another one.
}

TEST(Eager, LogsAreMadeShortAndSnapshotsSentAgain) {
  World world(FiveNodes());
  Elect(world, 1, 2, 1);
  for (const raft::NodeId id : {3, 4}) {
    Do(world, fmt::format("deliver node=1 peer={} type=MsgApp term=2 index=1",
                          id));
    Do(world, fmt::format("deliver node={} peer=1 type=MsgAppResp term=2 "
                          "index=2",
                          id));
  }
  const auto before = ActionsOf(With({.snapshots = true}), world, 1000);
  ASSERT_FALSE(before.empty());
  EXPECT_EQ(before[0].verb, Verb::kCompact);
  // 2 has said that it is there, and not what it has.
  Do(world, "compact node=1");
  Do(world, "beat node=1");
  Do(world, "deliver node=1 peer=2 type=MsgHeartbeat term=2");
  Do(world, "deliver node=2 peer=1 type=MsgHeartbeatResp term=2");
  ASSERT_TRUE(world.replica(1).AwaitsSnapshot(2));
  int reports = 0;
  for (const Action& action :
       ActionsOf(With({.snapshots = true}), world, 1000)) {
    if (action.verb != Verb::kReport) continue;
    ++reports;
    EXPECT_EQ(action.node, 1u);
    EXPECT_EQ(action.peer, 2u);
  }
  EXPECT_GT(reports, 5);
}

}  // namespace
}  // namespace harness
