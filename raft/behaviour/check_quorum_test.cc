// Leases and pre-votes: who leaves whom alone (Raft thesis §4.2.3, §6.2, §9.6).
#include <gtest/gtest.h>

#include <vector>

#include "raft/behaviour/cluster.h"

namespace raft::behaviour {
namespace {

using enum MessageType;

void UseCheckQuorum(Config& config) { config.check_quorum = true; }
void UseBoth(Config& config) { config.check_quorum = config.pre_vote = true; }

// A leader, and node `id` has waited so long that it would vote for another.
void WaitOutLease(Cluster& cluster, NodeId id) {
  cluster.Isolate(id);
  const Raft& core = cluster[id].core();
  while (core.election_elapsed() + 1 < core.drawn_election_timeout()) {
    cluster.Tick(id);
  }
  cluster.Recover();
}

void SetTimeout(Cluster& cluster, NodeId id, uint64_t ticks) {
  cluster[id]->SetElectionTimeout(ticks);
}

TEST(CheckQuorum, ALeaderThatHearsAQuorumLeadsOn) {
  Cluster cluster(3, UseCheckQuorum);
  cluster.Campaign(1);
  cluster.Tick(1, 35);
  EXPECT_EQ(cluster.Roles(), "L1 F1 F1");
}

TEST(CheckQuorum, ALeaderThatHearsNobodyStepsDown) {
  Cluster cluster(3, UseCheckQuorum);
  cluster.Campaign(1);
  cluster.Isolate(1);
  // What it heard before counts for the interval that has begun.
  cluster.Tick(1, 9);
  EXPECT_EQ(cluster[1].core().role(), Role::kLeader);
  cluster.Tick(1, 11);
  EXPECT_EQ(cluster[1].core().role(), Role::kFollower);
  EXPECT_EQ(cluster[1].core().lead(), kNone);
  EXPECT_EQ(cluster[1].core().term(), 1u);
}

TEST(CheckQuorum, WithoutItALeaderThatHearsNobodyLeadsOn) {
  Cluster cluster(3);
  cluster.Campaign(1);
  cluster.Isolate(1);
  cluster.Tick(1, 50);
  EXPECT_EQ(cluster[1].core().role(), Role::kLeader);
}

TEST(CheckQuorum, AVoterIgnoresCandidatesDuringItsLeadersLease) {
  Cluster cluster(3, UseCheckQuorum);
  SetTimeout(cluster, 2, 11);
  cluster.Campaign(1);
  ASSERT_EQ(cluster.Roles(), "L1 F1 F1");
  SetTimeout(cluster, 2, 19);
  cluster.Isolate(1);
  cluster.Campaign(3);
  EXPECT_EQ(cluster[3].core().role(), Role::kCandidate);
  EXPECT_EQ(cluster[2].core().term(), 1u);
  // The lease is over after an election timeout.
  cluster.Tick(2, 10);
  cluster.Campaign(3);
  EXPECT_EQ(cluster[3].core().role(), Role::kLeader);
  EXPECT_EQ(cluster[2].core().lead(), 3u);
  // The old leader follows when it hears of it.
  cluster.Recover();
  cluster.Tick(3, 1);
  EXPECT_EQ(cluster[1].core().role(), Role::kFollower);
  EXPECT_EQ(cluster[1].core().lead(), 3u);
}

TEST(CheckQuorum, RightAfterTheStartAnybodyIsVotedFor) {
  Cluster cluster(3, UseCheckQuorum);
  cluster.Campaign(1);
  EXPECT_EQ(cluster.Roles(), "L1 F1 F1");
}

TEST(CheckQuorum, ACandidateAtAHigherTermIsFreedByTheLeadersHeartbeat) {
  Cluster cluster(3, UseCheckQuorum);
  cluster.Campaign(1);
  cluster.Isolate(1);
  SetTimeout(cluster, 2, 19);
  cluster.Campaign(3);
  cluster.Campaign(3);
  EXPECT_EQ(cluster.Roles(), "L1 F1 C3");
  cluster.Recover();
  // The candidate answers the heartbeat of the lower term.
  cluster.Step(MessageOf(kHeartbeat, 1, 3, 1));
  EXPECT_EQ(cluster[1].core().role(), Role::kFollower);
  EXPECT_EQ(cluster[1].core().term(), 3u);
  cluster.Campaign(3);
  EXPECT_EQ(cluster[3].core().role(), Role::kLeader);
}

TEST(CheckQuorum, ANodeOutsideItsOwnConfigurationStillVotesAndFollows) {
  std::vector<Start> starts = {{.members = Members({1})},
                               {.members = Members({1})}};
  Cluster cluster(starts, UseCheckQuorum);
  cluster.Campaign(1);
  EXPECT_EQ(cluster[1].core().role(), Role::kLeader);
  EXPECT_FALSE(cluster[2].core().Promotable());
  cluster.Step(MessageOf(kHeartbeat, 1, 2, 1));
  EXPECT_EQ(cluster[2].core().lead(), 1u);
  EXPECT_EQ(cluster[2].core().term(), 1u);
  cluster.Tick(2, 20);
  EXPECT_EQ(cluster[2].core().role(), Role::kFollower);
  Node& two = cluster[2];
  ASSERT_TRUE(two.Step(VoteRequest(kVote, 1, 2, 5, {5, 5})).has_value());
  EXPECT_EQ(two.core().vote(), 1u);
}

TEST(CheckQuorum, ALateHeartbeatLetsADisruptiveFollowerDeposeTheLeader) {
  Cluster cluster(3, UseCheckQuorum);
  cluster.Campaign(1);
  cluster.Isolate(3);
  cluster.TimeOut(3);
  EXPECT_EQ(cluster.Roles(), "L1 F1 C2");
  cluster.Recover();
  Node& three = cluster[3];
  ASSERT_TRUE(three.Step(MessageOf(kHeartbeat, 1, 3, 1)).has_value());
  const auto answers = three.TakeSent(kAppResp);
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].term, 2u);
  cluster.Step(answers[0]);
  EXPECT_EQ(cluster[1].core().role(), Role::kFollower);
  EXPECT_EQ(cluster[1].core().term(), 2u);
}

TEST(CheckQuorum, WithPreVotesTheSameFollowerDisturbsNobody) {
  Cluster cluster(3, UseBoth);
  cluster.Campaign(1);
  cluster.Isolate(3);
  cluster.TimeOut(3);
  EXPECT_EQ(cluster.Roles(), "L1 F1 P1");
  cluster.Recover();
  cluster.Step(MessageOf(kHeartbeat, 1, 3, 1));
  EXPECT_EQ(cluster.Roles(), "L1 F1 F1");
}

TEST(CheckQuorum, ANewPeerCountsAsActiveForTheIntervalInWhichItCame) {
  Cluster cluster(std::vector<Start>(2, Start{.members = Members({1})}),
                  UseCheckQuorum);
  cluster.Campaign(1);
  cluster.Tick(1, 9);
  cluster.Isolate(2);
  ConfChangeV2 add;
  add.changes.push_back({ConfChangeType::kAddNode, 2});
  ASSERT_TRUE(cluster.Change(1, add).has_value());
  ASSERT_EQ(cluster[1].core().tracker().voters().All().size(), 2u);
  // The first check after it came finds it active, the next one does not.
  cluster.Tick(1, 1);
  EXPECT_EQ(cluster[1].core().role(), Role::kLeader);
  cluster.Tick(1, 10);
  EXPECT_EQ(cluster[1].core().role(), Role::kFollower);
}

TEST(PreVote, ANodeThatWasAwayWithALowTermDoesNotStopAnElection) {
  Cluster cluster(3, [](Config& c) { c.pre_vote = true; });
  cluster.Campaign(1);
  cluster.Isolate(3);
  ASSERT_TRUE(cluster.Propose(1).has_value());
  cluster.Campaign(2);
  EXPECT_EQ(cluster[2].core().term(), 2u);
  cluster.TimeOut(3);
  EXPECT_EQ(cluster[3].core().role(), Role::kPreCandidate);
  EXPECT_EQ(cluster[3].core().term(), 1u);
  // It comes back as the leader dies.
  cluster.Recover();
  cluster.Isolate(2);
  cluster.Campaign(3);
  cluster.Campaign(1);
  EXPECT_TRUE(cluster[1].core().role() == Role::kLeader ||
              cluster[3].core().role() == Role::kLeader);
}

TEST(PreVote, ASplitVoteIsDecidedInTheNextRound) {
  Cluster cluster(3, [](Config& c) { c.pre_vote = true; });
  cluster.Campaign(1);
  cluster.Isolate(1);
  // Both ask before either hears the other: each votes for itself.
  cluster[2]->Campaign();
  cluster[3]->Campaign();
  cluster.Settle();
  EXPECT_EQ(cluster[2].core().term(), 2u);
  EXPECT_EQ(cluster[3].core().term(), 2u);
  EXPECT_EQ(cluster[2].core().role(), Role::kCandidate);
  EXPECT_EQ(cluster[3].core().role(), Role::kCandidate);
  cluster.TimeOut(2);
  EXPECT_EQ(cluster[2].core().role(), Role::kLeader);
  EXPECT_EQ(cluster[3].core().role(), Role::kFollower);
  EXPECT_EQ(cluster[3].core().term(), 3u);
}

TEST(PreVote, WithLeasesALeaderIsElectedOnceTheOldOneIsGone) {
  Cluster cluster(3, UseBoth);
  cluster.Campaign(1);
  cluster.Isolate(1);
  WaitOutLease(cluster, 2);
  cluster.Isolate(1);
  cluster.Campaign(2);
  // Node 3 still holds its lease and ignores the question.
  EXPECT_EQ(cluster[2].core().role(), Role::kPreCandidate);
  SetTimeout(cluster, 3, 19);
  cluster.Tick(3, 10);
  cluster.Campaign(2);
  EXPECT_EQ(cluster[2].core().role(), Role::kLeader);
}

// Pre-votes were just switched on everywhere. Node 3 was a candidate without
// them: at a higher term, with a shorter log.
TEST(PreVote, AMixedClusterElectsWhenItsLeaderIsLost) {
  const Start follower{.members = Voters(3),
                       .log = {2, 2},
                       .hard_state = {.term = 2, .vote = 1}};
  const Start candidate{
      .members = Voters(3), .log = {2}, .hard_state = {.term = 4, .vote = 3}};
  const std::vector<Start> starts = {follower, follower, candidate};
  Cluster cluster(starts, [](Config& c) { c.pre_vote = true; });
  cluster.Isolate(1);
  cluster.Campaign(3);
  EXPECT_EQ(cluster[3].core().role(), Role::kPreCandidate);
  // It refuses the lower term, and says which one it is at.
  cluster.Campaign(2);
  EXPECT_EQ(cluster[2].core().role(), Role::kFollower);
  EXPECT_EQ(cluster[2].core().term(), 4u);
  cluster.Campaign(3);
  EXPECT_NE(cluster[3].core().role(), Role::kLeader);
  cluster.Campaign(2);
  EXPECT_EQ(cluster[2].core().role(), Role::kLeader);
  EXPECT_EQ(cluster[3].LogTerms(), cluster[2].LogTerms());
}

TEST(PreVote, AStuckPreCandidateOfAHigherTermIsFreed) {
  const Start behind{.members = Voters(3),
                     .hard_state = {.term = 3, .vote = 3}};
  const Start start{.members = Voters(3)};
  const std::vector<Start> starts = {start, start, behind};
  Cluster cluster(starts, [](Config& c) { c.pre_vote = true; });
  cluster.Isolate(3);
  cluster.Campaign(1);
  ASSERT_TRUE(cluster.Propose(1).has_value());
  cluster.Recover();
  cluster.Campaign(3);
  // It has the shorter log and the higher term: refused.
  EXPECT_NE(cluster[3].core().role(), Role::kLeader);
  // Its answer to a heartbeat of the lower term makes the leader step up.
  cluster.Tick(1);
  EXPECT_EQ(cluster[1].core().role(), Role::kFollower);
  EXPECT_EQ(cluster[1].core().term(), 3u);
  cluster.Campaign(1);
  EXPECT_EQ(cluster.Roles(), "L4 F4 F4");
}

}  // namespace
}  // namespace raft::behaviour
