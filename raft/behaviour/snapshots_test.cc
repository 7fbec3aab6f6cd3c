// Followers that are too far behind for the log (Raft paper §7).
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "raft/base/check.h"
#include "raft/behaviour/cluster.h"

namespace raft::behaviour {
namespace {

using enum MessageType;

SnapshotPtr SnapshotOf(Index index, Term term, const ConfState& members) {
  Snapshot snapshot;
  snapshot.index = index;
  snapshot.term = term;
  snapshot.conf_state = members;
  snapshot.data = Payload("state");
  return std::make_shared<const Snapshot>(std::move(snapshot));
}

Message SnapOf(NodeId from, NodeId to, Term term, SnapshotPtr snapshot) {
  Message message = MessageOf(kSnap, from, to, term);
  message.snapshot = std::move(snapshot);
  return message;
}

// A leader of two at index 11, whose log before that is gone.
struct Leader : Node {
  static Config AppliedConfig() {
    Config config = ConfigOf(1);
    config.applied = 11;
    return config;
  }
  static Start Beginning() {
    return {.members = Voters(2),
            .log = std::vector<Term>(11, 11),
            .hard_state = {.term = 11, .commit = 11}};
  }
  Leader() : Node(AppliedConfig(), Beginning()) {
    RAFT_CHECK(
        storage.CreateSnapshot(11, std::nullopt, Payload("state")).has_value(),
        "no snapshot");
    RAFT_CHECK(storage.Compact(11).has_value(), "not compacted");
    BecomeLeader();
  }
  // Node 2 says that it has nothing, and so needs a snapshot.
  void SendSnapshot() {
    const Index probed = progress(2).next - 1;
    ASSERT_TRUE(
        Step(RejectionOf(2, 1, core().term(), probed, {0, 0})).has_value());
  }
};

TEST(Snapshots, APeerBelowTheFirstIndexGetsOne) {
  Leader leader;
  leader.SendSnapshot();
  const auto sent = leader.TakeSent(kSnap);
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].snapshot->index, 11u);
  EXPECT_EQ(leader.progress(2).state, ProgressState::kSnapshot);
  EXPECT_EQ(leader.progress(2).pending_snapshot, 11u);
}

TEST(Snapshots, APeerThatIsSilentGetsNone) {
  Config config = ConfigOf(1);
  config.check_quorum = true;
  Node leader(config, {.members = Voters(3)});
  leader.BecomeLeader();
  ASSERT_TRUE(leader.Step(AckOf(2, 1, 1, 1)).has_value());
  ASSERT_TRUE(leader.Step(AckOf(3, 1, 1, 1)).has_value());
  ASSERT_TRUE(leader->Propose(Payload("x")).has_value());
  leader.Settle();
  ASSERT_TRUE(leader.Step(AckOf(3, 1, 1, 2)).has_value());
  ASSERT_TRUE(
      leader.storage.CreateSnapshot(2, std::nullopt, Payload()).has_value());
  ASSERT_TRUE(leader.storage.Compact(2).has_value());
  // For a whole interval only node 3 is heard of.
  for (int i = 0; i < 10; ++i) {
    leader.Tick(1);
    ASSERT_TRUE(leader.Step(MessageOf(kHeartbeatResp, 3, 1, 1)).has_value());
  }
  leader->ReportUnreachable(2);
  leader.sent.clear();
  ASSERT_TRUE(leader->Propose(Payload("y")).has_value());
  leader.Settle();
  EXPECT_TRUE(leader.TakeSent(kSnap).empty());
  EXPECT_EQ(leader.progress(2).state, ProgressState::kProbe);
  // As soon as it says something, it gets one.
  ASSERT_TRUE(leader.Step(MessageOf(kHeartbeatResp, 2, 1, 1)).has_value());
  EXPECT_EQ(leader.TakeSent(kSnap).size(), 1u);
}

TEST(Snapshots, WhileOneIsOnItsWayNothingElseIsSent) {
  Leader leader;
  leader.SendSnapshot();
  leader.sent.clear();
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(leader->Propose(Payload("x")).has_value());
    leader.Settle();
  }
  EXPECT_TRUE(leader.TakeSent(kApp).empty());
}

TEST(Snapshots, AFailureProbesAgainFromWhatMatched) {
  Leader leader;
  leader.SendSnapshot();
  leader->ReportSnapshot(2, SnapshotStatus::kFailed);
  EXPECT_EQ(leader.progress(2).state, ProgressState::kProbe);
  EXPECT_EQ(leader.progress(2).pending_snapshot, 0u);
  EXPECT_EQ(leader.progress(2).next, 1u);
  EXPECT_TRUE(leader.progress(2).append_paused);
}

TEST(Snapshots, ASuccessProbesFromAfterIt) {
  Leader leader;
  leader.SendSnapshot();
  leader->ReportSnapshot(2, SnapshotStatus::kFinished);
  EXPECT_EQ(leader.progress(2).state, ProgressState::kProbe);
  EXPECT_EQ(leader.progress(2).pending_snapshot, 0u);
  EXPECT_EQ(leader.progress(2).next, 12u);
  EXPECT_TRUE(leader.progress(2).append_paused);
}

TEST(Snapshots, AnAcknowledgementOfItsIndexEndsTheWait) {
  Leader leader;
  leader.SendSnapshot();
  leader.sent.clear();
  ASSERT_TRUE(leader.Step(AckOf(2, 1, leader.core().term(), 11)).has_value());
  EXPECT_EQ(leader.progress(2).state, ProgressState::kReplicate);
  EXPECT_EQ(leader.progress(2).pending_snapshot, 0u);
  // The leader's empty entry follows at once.
  EXPECT_EQ(leader.progress(2).next, 13u);
  EXPECT_EQ(leader.progress(2).inflights.count(), 1u);
  EXPECT_EQ(leader.TakeSent(kApp).size(), 1u);
}

TEST(Snapshots, AFollowerStartsOverFromOne) {
  for (const ConfState& members :
       {Voters(3), Members({1, 2}, {3}), Members({2, 3}, {}, {1, 2}),
        Members({2, 3}, {1})}) {
    Node node(ConfigOf(1), {.members = Voters(2)});
    const SnapshotPtr snapshot = SnapshotOf(11, 11, members);
    ASSERT_TRUE(node->Step(SnapOf(2, 1, 11, snapshot)).has_value());
    const Raft& core = node.core();
    EXPECT_EQ(core.lead(), 2u);
    EXPECT_EQ(core.log().LastEntryId(), (EntryId{11, 11}));
    EXPECT_EQ(core.log().committed(), 11u);
    EXPECT_EQ(ToConfState(core.tracker().configuration()), members);
    EXPECT_EQ(core.is_learner(), Contains(members.learners, 1));
    // It must not campaign by a configuration that is not applied.
    EXPECT_FALSE(core.Promotable());
    node->Campaign();
    EXPECT_EQ(core.role(), Role::kFollower);
    node.Settle();
    EXPECT_EQ(core.Promotable(), !Contains(members.learners, 1));
    const auto answers = node.TakeSent(kAppResp);
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].index, 11u);
    // A second one of the same index brings nothing.
    ASSERT_TRUE(node->Step(SnapOf(2, 1, 11, snapshot)).has_value());
    EXPECT_FALSE(core.log().HasPendingSnapshot());
  }
}

TEST(Snapshots, ALearnerIsPromotedByOne) {
  Node node(ConfigOf(3), {.members = Members({1, 2}, {3})});
  EXPECT_TRUE(node.core().is_learner());
  ASSERT_TRUE(
      node.Step(SnapOf(2, 3, 11, SnapshotOf(11, 11, Voters(3)))).has_value());
  EXPECT_FALSE(node.core().is_learner());
}

TEST(Snapshots, OldOnesAreIgnoredAndMatchingOnesOnlyCommit) {
  const Start start{.members = Voters(2),
                    .log = {1, 1, 1},
                    .hard_state = {.term = 1, .commit = 1}};
  {
    Node node(ConfigOf(1), start);
    ASSERT_TRUE(
        node.Step(SnapOf(2, 1, 1, SnapshotOf(1, 1, Voters(2)))).has_value());
    EXPECT_EQ(node.core().log().committed(), 1u);
    EXPECT_EQ(node.core().log().LastIndex(), 3u);
  }
  Node node(ConfigOf(1), start);
  ASSERT_TRUE(
      node.Step(SnapOf(2, 1, 1, SnapshotOf(2, 1, Voters(2)))).has_value());
  EXPECT_EQ(node.core().log().committed(), 2u);
  EXPECT_EQ(node.core().log().LastIndex(), 3u);
  EXPECT_FALSE(node.core().log().HasPendingSnapshot());
  const auto answers = node.TakeSent(kAppResp);
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].index, 2u);
}

TEST(Snapshots, AConfigurationWithoutTheNodeIsNotRestored) {
  Node node(ConfigOf(1), {.members = Voters(2)});
  ASSERT_TRUE(node.Step(SnapOf(2, 1, 11, SnapshotOf(11, 11, Members({2, 3}))))
                  .has_value());
  EXPECT_EQ(node.core().log().LastIndex(), 0u);
}

void CatchUp(Cluster& cluster, NodeId id) {
  cluster.Isolate(id);
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(cluster.Propose(1).has_value());
  }
  Node& leader = cluster[1];
  const Index applied = leader.core().log().applied();
  ASSERT_TRUE(
      leader.storage
          .CreateSnapshot(applied,
                          ToConfState(leader.core().tracker().configuration()),
                          Payload("state"))
          .has_value());
  ASSERT_TRUE(leader.storage.Compact(applied).has_value());
  cluster.Recover();
  bool installed = false;
  cluster.passes = [&](const Message& message) {
    installed |= message.type == kSnap;
    return true;
  };
  // It answers a heartbeat, so it is there; it refuses a probe; it gets one.
  for (int i = 0; i < 3; ++i) cluster.Tick(1, 1);
  EXPECT_TRUE(installed);
  leader->ReportSnapshot(id, SnapshotStatus::kFinished);
  ASSERT_TRUE(cluster.Propose(1).has_value());
  EXPECT_EQ(cluster[id].core().log().committed(),
            leader.core().log().committed());
  EXPECT_EQ(cluster[id].core().log().LastEntryId(),
            leader.core().log().LastEntryId());
}

TEST(Snapshots, ASlowFollowerCatchesUp) {
  Cluster cluster(3);
  cluster.Campaign(1);
  CatchUp(cluster, 3);
}

TEST(Snapshots, ALearnerCatchesUp) {
  Cluster cluster(std::vector<Start>(2, Start{.members = Members({1}, {2})}));
  cluster.Campaign(1);
  CatchUp(cluster, 2);
}

}  // namespace
}  // namespace raft::behaviour
