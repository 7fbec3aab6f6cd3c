// Handing leadership over (Raft thesis §3.10).
#include <gtest/gtest.h>

#include <vector>

#include "raft/behaviour/cluster.h"

namespace raft::behaviour {
namespace {

using enum MessageType;

void Transfer(Cluster& cluster, NodeId asked, NodeId to) {
  cluster[asked]->TransferLeader(to);
  cluster.Settle();
}

ConfChangeV2 ChangeOf(ConfChangeType type, NodeId id) {
  ConfChangeV2 change;
  change.changes.push_back({type, id});
  return change;
}

// Three nodes, node 1 leads, node 3 is cut off and asked to take over.
struct Waiting {
  Waiting() : cluster(3) {
    cluster.Campaign(1);
    cluster.Isolate(3);
    EXPECT_TRUE(cluster.Propose(1).has_value());
    Transfer(cluster, 1, 3);
    EXPECT_EQ(transferee(), 3u);
  }
  NodeId transferee() { return cluster[1].core().lead_transferee(); }

  Cluster cluster;
};

TEST(Transfer, ToAnUpToDateNodeHappensAtOnceAndBack) {
  for (const bool check_quorum : {false, true}) {
    Cluster cluster(3, [&](Config& c) { c.check_quorum = check_quorum; });
    cluster.Campaign(1);
    // Leases do not stand in its way.
    Transfer(cluster, 1, 2);
    EXPECT_EQ(cluster.Roles(), "F2 L2 F2");
    ASSERT_TRUE(cluster.Propose(2).has_value());
    Transfer(cluster, 2, 1);
    EXPECT_EQ(cluster.Roles(), "L3 F3 F3");
  }
}

TEST(Transfer, AFollowerPassesTheWishOn) {
  Cluster cluster(3);
  cluster.Campaign(1);
  Transfer(cluster, 2, 2);
  EXPECT_EQ(cluster.Roles(), "F2 L2 F2");
  Transfer(cluster, 1, 1);
  EXPECT_EQ(cluster.Roles(), "L3 F3 F3");
}

TEST(Transfer, ASlowNodeIsCaughtUpFirst) {
  Waiting waiting;
  waiting.cluster.Recover();
  Transfer(waiting.cluster, 1, 3);
  waiting.cluster.Tick(1, 1);
  EXPECT_EQ(waiting.cluster.Roles(), "F2 F2 L2");
  EXPECT_EQ(waiting.cluster[3].LogTerms(), (std::vector<Term>{1, 1, 2}));
}

TEST(Transfer, ANodeMayBeCaughtUpByASnapshot) {
  Waiting waiting;
  Cluster& cluster = waiting.cluster;
  Node& leader = cluster[1];
  const Index applied = leader.core().log().applied();
  ASSERT_TRUE(
      leader.storage
          .CreateSnapshot(applied,
                          ToConfState(leader.core().tracker().configuration()),
                          Payload())
          .has_value());
  ASSERT_TRUE(leader.storage.Compact(applied).has_value());
  cluster.Recover();
  for (int i = 0; i < 3; ++i) cluster.Tick(1, 1);
  EXPECT_EQ(cluster[3].core().role(), Role::kLeader);
}

TEST(Transfer, ToItselfOrToAStrangerIsNothing) {
  Cluster cluster(3);
  cluster.Campaign(1);
  for (const NodeId target : {1, 4}) {
    Transfer(cluster, 1, target);
    EXPECT_EQ(cluster.Roles(), "L1 F1 F1");
    EXPECT_EQ(cluster[1].core().lead_transferee(), kNone);
  }
}

TEST(Transfer, ToALearnerIsNothing) {
  Cluster cluster(std::vector<Start>(2, Start{.members = Members({1}, {2})}));
  cluster.Campaign(1);
  Transfer(cluster, 1, 2);
  EXPECT_EQ(cluster[1].core().lead_transferee(), kNone);
  EXPECT_EQ(cluster[1].core().role(), Role::kLeader);
}

TEST(Transfer, IsAbortedAfterOneElectionTimeout) {
  Waiting waiting;
  waiting.cluster.Tick(1, 9);
  EXPECT_EQ(waiting.transferee(), 3u);
  waiting.cluster.Tick(1, 1);
  EXPECT_EQ(waiting.transferee(), kNone);
  EXPECT_EQ(waiting.cluster[1].core().role(), Role::kLeader);
}

TEST(Transfer, WhileItLastsProposalsAreDropped) {
  Waiting waiting;
  const Index last = waiting.cluster[1].core().log().LastIndex();
  const auto proposed = waiting.cluster.Propose(1);
  ASSERT_FALSE(proposed.has_value());
  EXPECT_EQ(proposed.error().code, ErrorCode::kProposalDropped);
  EXPECT_EQ(waiting.cluster[1].core().log().LastIndex(), last);
}

TEST(Transfer, AHigherTermEndsIt) {
  Waiting waiting;
  waiting.cluster.Step(VoteRequest(kVote, 2, 1, 2, {1, 2}));
  EXPECT_EQ(waiting.cluster[1].core().role(), Role::kFollower);
  EXPECT_EQ(waiting.transferee(), kNone);
}

TEST(Transfer, RemovingOrDemotingItsTargetAbortsIt) {
  for (const ConfChangeType type :
       {ConfChangeType::kRemoveNode, ConfChangeType::kAddLearnerNode}) {
    // Proposals are dropped meanwhile, so the change must be under way first:
    // committed, and not applied.
    Cluster cluster(3);
    cluster.Campaign(1);
    cluster.Isolate(3);
    Node& leader = cluster[1];
    ASSERT_TRUE(leader->ProposeConfChange(ChangeOf(type, 3)).has_value());
    cluster[1].Settle();
    const Index last = leader.core().log().LastIndex();
    ASSERT_TRUE(leader->Step(AckOf(2, 1, 1, last)).has_value());
    leader->TransferLeader(3);
    ASSERT_EQ(leader.core().lead_transferee(), 3u);
    leader.Settle();  // Applies it.
    EXPECT_EQ(leader.core().lead_transferee(), kNone);
    EXPECT_EQ(leader.core().role(), Role::kLeader);
  }
}

TEST(Transfer, ALeaderThatNoLongerVotesAbortsIt) {
  for (const ConfChangeType type :
       {ConfChangeType::kRemoveNode, ConfChangeType::kAddLearnerNode}) {
    Waiting waiting;
    Node& leader = waiting.cluster[1];
    ASSERT_TRUE(leader->ApplyConfChange(ChangeOf(type, 1)).has_value());
    EXPECT_EQ(leader.core().role(), Role::kLeader);
    EXPECT_EQ(leader.core().lead_transferee(), kNone);
    // Whom it was for may be gone by now, too.
    ASSERT_TRUE(leader->ApplyConfChange(ChangeOf(type, 3)).has_value());
    const Index last = leader.core().log().LastIndex();
    ASSERT_TRUE(leader.Step(AckOf(3, 1, 1, last)).has_value() ||
                type == ConfChangeType::kRemoveNode);
    EXPECT_TRUE(leader.TakeSent(kTimeoutNow).empty());
  }
}

TEST(Transfer, ToTheLeaderItselfTakesTheWishBack) {
  Waiting waiting;
  Transfer(waiting.cluster, 1, 1);
  EXPECT_EQ(waiting.transferee(), kNone);
  EXPECT_EQ(waiting.cluster[1].core().role(), Role::kLeader);
}

TEST(Transfer, AnotherTargetReplacesTheFirst) {
  Waiting waiting;
  Transfer(waiting.cluster, 1, 2);
  EXPECT_EQ(waiting.cluster[2].core().role(), Role::kLeader);
}

TEST(Transfer, TheSameTargetAgainDoesNotExtendItsTime) {
  Waiting waiting;
  waiting.cluster.Tick(1, 5);
  Transfer(waiting.cluster, 1, 3);
  waiting.cluster.Tick(1, 5);
  EXPECT_EQ(waiting.transferee(), kNone);
}

}  // namespace
}  // namespace raft::behaviour
