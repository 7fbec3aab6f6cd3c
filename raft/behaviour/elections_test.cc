// Who may be elected, and by whom (Raft paper §5.2, §5.4.1).
#include <gtest/gtest.h>

#include <vector>

#include "raft/behaviour/cluster.h"

namespace raft::behaviour {
namespace {

using enum MessageType;

void UsePreVote(Config& config) { config.pre_vote = true; }

ConfState OneLearner() { return Members({1}, {2}); }

TEST(Elections, NeedTheVotesOfAMajority) {
  struct Row {
    size_t nodes;
    std::vector<NodeId> dead;
    Role role;
  };
  for (const Row& row : std::vector<Row>{{1, {}, Role::kLeader},
                                         {3, {}, Role::kLeader},
                                         {3, {2}, Role::kLeader},
                                         {3, {2, 3}, Role::kCandidate},
                                         {4, {2, 3}, Role::kCandidate},
                                         {5, {2, 3}, Role::kLeader},
                                         {5, {2, 3, 4}, Role::kCandidate}}) {
    SCOPED_TRACE(testing::Message()
                 << row.nodes << " nodes, " << row.dead.size() << " dead");
    for (const bool pre_vote : {false, true}) {
      Cluster cluster(row.nodes, [&](Config& c) { c.pre_vote = pre_vote; });
      for (const NodeId id : row.dead) cluster.Isolate(id);
      cluster.Campaign(1);
      const bool waits = pre_vote && row.role == Role::kCandidate;
      EXPECT_EQ(cluster[1].core().role(),
                waits ? Role::kPreCandidate : row.role);
      EXPECT_EQ(cluster[1].core().term(), waits ? 0u : 1u);
    }
  }
}

TEST(Elections, AreLostToLongerLogs) {
  const Start shorter{.members = Voters(5)};
  const Start longer{
      .members = Voters(5), .log = {1}, .hard_state = {.term = 1}};
  const std::vector<Start> starts = {shorter, longer, longer, longer, shorter};
  for (const bool pre_vote : {false, true}) {
    Cluster cluster(starts, [&](Config& c) { c.pre_vote = pre_vote; });
    cluster.Campaign(1);
    EXPECT_EQ(cluster[1].core().role(), Role::kFollower);
    EXPECT_EQ(cluster[1].core().term(), 1u);
  }
}

TEST(Elections, EveryNodeCanLeadInTurn) {
  for (const bool pre_vote : {false, true}) {
    Cluster cluster(3, [&](Config& c) { c.pre_vote = pre_vote; });
    for (const NodeId id : {1, 2, 3, 1}) {
      cluster.Campaign(id);
      for (const NodeId other : {1, 2, 3}) {
        EXPECT_EQ(cluster[other].core().role(),
                  other == id ? Role::kLeader : Role::kFollower);
      }
    }
  }
}

// Five nodes of which one led a term that only some heard of: its entry of
// term 1 is overwritten by a leader of term 3, whose log is older by length.
TEST(Elections, ANewerTermOverwritesLongerUncommittedLogs) {
  const ConfState members = Voters(5);
  const std::vector<Start> starts = {
      {.members = members, .log = {1}, .hard_state = {.term = 1}},
      {.members = members, .log = {1}, .hard_state = {.term = 1}},
      {.members = members, .log = {2}, .hard_state = {.term = 2}},
      {.members = members, .hard_state = {.term = 2, .vote = 3}},
      {.members = members, .hard_state = {.term = 2, .vote = 3}}};
  for (const bool pre_vote : {false, true}) {
    Cluster cluster(starts, [&](Config& c) { c.pre_vote = pre_vote; });
    cluster.Campaign(1);
    EXPECT_EQ(cluster[1].core().role(), Role::kFollower);
    EXPECT_EQ(cluster[1].core().term(), 2u);
    cluster.Campaign(1);
    EXPECT_EQ(cluster[1].core().role(), Role::kLeader);
    for (const NodeId id : {1, 2, 3, 4, 5}) {
      EXPECT_EQ(cluster[id].LogTerms(), (std::vector<Term>{1, 3})) << id;
    }
  }
}

TEST(Elections, ANodeInAnyRoleVotesForAHigherTerm) {
  for (const bool pre_vote : {false, true}) {
    for (const Role role : {Role::kFollower, Role::kCandidate, Role::kLeader,
                            Role::kPreCandidate}) {
      Config config = ConfigOf(1);
      config.pre_vote = role == Role::kPreCandidate;
      Node node(config, {.members = Voters(3), .hard_state = {.term = 1}});
      if (role == Role::kLeader) {
        node.BecomeLeader();
      } else if (role != Role::kFollower) {
        node->Campaign();
        node.Settle();
      }
      ASSERT_EQ(node.core().role(), role);
      node.sent.clear();
      const Term before = node.core().term();
      const NodeId before_vote = node.core().vote();
      ASSERT_TRUE(
          node.Step(VoteRequest(pre_vote ? kPreVote : kVote, 2, 1, 9, {9, 42}))
              .has_value());
      const auto answers = node.TakeSent(pre_vote ? kPreVoteResp : kVoteResp);
      ASSERT_EQ(answers.size(), 1u);
      EXPECT_FALSE(answers[0].reject);
      EXPECT_EQ(answers[0].term, 9u);
      // A pre-vote is a question; it changes nothing.
      EXPECT_EQ(node.core().role(), pre_vote ? role : Role::kFollower);
      EXPECT_EQ(node.core().term(), pre_vote ? before : 9u);
      EXPECT_EQ(node.core().vote(), pre_vote ? before_vote : 2u);
    }
  }
}

// Against a log of terms [2 2].
TEST(Elections, VotesAreForLogsThatAreUpToDateAndOncePerTerm) {
  struct Row {
    EntryId last;
    NodeId voted_for;
    bool reject;
  };
  const std::vector<Row> rows = {
      {{0, 0}, 0, true},  {{0, 1}, 0, true},  {{0, 2}, 0, true},
      {{0, 3}, 0, true},  {{1, 0}, 0, true},  {{1, 1}, 0, true},
      {{1, 2}, 0, true},  {{1, 3}, 0, true},  {{2, 0}, 0, true},
      {{2, 1}, 0, true},  {{2, 2}, 0, false}, {{2, 3}, 0, false},
      {{3, 0}, 0, false}, {{3, 1}, 0, false}, {{3, 2}, 0, false},
      {{3, 3}, 0, false}, {{2, 3}, 2, false}, {{2, 3}, 1, true}};
  for (const Row& row : rows) {
    SCOPED_TRACE(testing::Message()
                 << "term " << row.last.term << " index " << row.last.index
                 << " voted " << row.voted_for);
    Node node(ConfigOf(3), {.members = Voters(3),
                            .log = {2, 2},
                            .hard_state = {.term = 3, .vote = row.voted_for}});
    ASSERT_TRUE(node.Step(VoteRequest(kVote, 2, 3, 3, row.last)).has_value());
    const auto answers = node.TakeSent(kVoteResp);
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].reject, row.reject);
    // A pre-vote of this term asks for the same.
    Node fresh(ConfigOf(3), {.members = Voters(3),
                             .log = {2, 2},
                             .hard_state = {.term = 3, .vote = row.voted_for}});
    ASSERT_TRUE(
        fresh.Step(VoteRequest(kPreVote, 2, 3, 3, row.last)).has_value());
    const auto same_term = fresh.TakeSent(kPreVoteResp);
    ASSERT_EQ(same_term.size(), 1u);
    EXPECT_EQ(same_term[0].reject, row.reject);
    EXPECT_EQ(fresh.core().vote(), row.voted_for);
    // One for the next term does not ask for the vote of this one.
    ASSERT_TRUE(
        node.Step(VoteRequest(kPreVote, 2, 3, 4, row.last)).has_value());
    const auto asked = node.TakeSent(kPreVoteResp);
    ASSERT_EQ(asked.size(), 1u);
    EXPECT_EQ(asked[0].reject, row.voted_for == 1 ? false : row.reject);
  }
}

TEST(Elections, ACandidateAndALeaderRefuseTheirOwnTerm) {
  for (const bool leads : {false, true}) {
    Node node(ConfigOf(1), {.members = Voters(3)});
    if (leads) {
      node.BecomeLeader();
    } else {
      node->Campaign();
      node.Settle();
      node.sent.clear();
    }
    ASSERT_TRUE(node.Step(VoteRequest(kVote, 2, 1, 1, {5, 5})).has_value());
    const auto answers = node.TakeSent(kVoteResp);
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_TRUE(answers[0].reject);
    EXPECT_EQ(node.core().role(), leads ? Role::kLeader : Role::kCandidate);
  }
}

TEST(Elections, ADisconnectedCandidateDeposesTheLeaderAndLosesByItsShortLog) {
  Cluster cluster(3);
  cluster.Cut(1, 3);
  cluster.Campaign(1);
  cluster.Campaign(3);
  EXPECT_EQ(cluster.Roles(), "L1 F1 C1");
  cluster.Recover();
  cluster.Campaign(3);
  // It brought term 2, and its log lacks the leader's entry.
  EXPECT_EQ(cluster.Roles(), "F2 F2 F2");
  EXPECT_EQ(cluster[1].LogTerms(), (std::vector<Term>{1}));
  EXPECT_EQ(cluster[2].LogTerms(), (std::vector<Term>{1}));
  EXPECT_TRUE(cluster[3].LogTerms().empty());
}

TEST(Elections, WithPreVotesADisconnectedCandidateDisturbsNobody) {
  Cluster cluster(3, UsePreVote);
  cluster.Cut(1, 3);
  cluster.Campaign(1);
  cluster.Campaign(3);
  // The voter follows a leader already, or has the longer log.
  EXPECT_EQ(cluster.Roles(), "L1 F1 F1");
  cluster.Recover();
  cluster.Campaign(3);
  EXPECT_EQ(cluster.Roles(), "L1 F1 F1");
}

TEST(Elections, ACandidateConcedesToALeaderOfItsTerm) {
  Cluster cluster(3);
  cluster.Isolate(1);
  cluster.Campaign(1);
  cluster.Campaign(3);
  EXPECT_EQ(cluster.Roles(), "C1 F1 L1");
  cluster.Recover();
  cluster.Tick(3);
  ASSERT_TRUE(cluster.Propose(3, "data").has_value());
  EXPECT_EQ(cluster.Roles(), "F1 F1 L1");
  for (const NodeId id : {1, 2, 3}) {
    EXPECT_EQ(cluster[id].LogTerms(), (std::vector<Term>{1, 1}));
    EXPECT_EQ(cluster[id].core().log().committed(), 2u);
  }
}

TEST(Elections, OnlyTheOwnTermOfACandidateOrLaterEndsItsCampaign) {
  for (const MessageType type : {kApp, kHeartbeat}) {
    for (const Term term : {1, 2}) {
      Node node(ConfigOf(1), {.members = Voters(3), .hard_state = {.term = 1}});
      node->Campaign();
      node.Settle();
      ASSERT_EQ(node.core().term(), 2u);
      ASSERT_TRUE(node.Step(MessageOf(type, 2, 1, term)).has_value());
      EXPECT_EQ(node.core().role(),
                term == 2 ? Role::kFollower : Role::kCandidate);
      EXPECT_EQ(node.core().lead(), term == 2 ? 2u : kNone);
      EXPECT_EQ(node.core().term(), 2u);
    }
  }
}

TEST(Elections, AnIsolatedCandidateComesBackToTheLeadersTerm) {
  for (const bool heartbeat : {false, true}) {
    Cluster cluster(3);
    cluster.Campaign(1);
    cluster.Isolate(3);
    // A majority elects without it.
    cluster.Campaign(2);
    EXPECT_EQ(cluster[2].core().term(), 2u);
    cluster.TimeOut(3);
    EXPECT_EQ(cluster[3].core().role(), Role::kCandidate);
    EXPECT_EQ(cluster[3].core().term(), 2u);
    cluster.Recover();
    if (heartbeat) {
      cluster.Tick(2);
    } else {
      ASSERT_TRUE(cluster.Propose(2).has_value());
      // What is sent to a follower of unknown state is probed for first.
      cluster.Tick(2);
    }
    EXPECT_EQ(cluster.Roles(), "F2 L2 F2");
    EXPECT_EQ(cluster[3].LogTerms(), cluster[2].LogTerms());
  }
}

TEST(Elections, ANodeInAnyRoleStepsDownForAHigherTerm) {
  for (const Role role : {Role::kFollower, Role::kCandidate, Role::kLeader,
                          Role::kPreCandidate}) {
    for (const MessageType type : {kVote, kApp}) {
      Config config = ConfigOf(1);
      config.pre_vote = role == Role::kPreCandidate;
      Node node(config, {.members = Voters(3)});
      if (role == Role::kLeader) {
        node.BecomeLeader();
      } else if (role != Role::kFollower) {
        node->Campaign();
        node.Settle();
      }
      const auto log = node.LogTerms();
      Message message = MessageOf(type, 2, 1, 3);
      if (type == kVote) message = VoteRequest(kVote, 2, 1, 3, {3, 5});
      ASSERT_TRUE(node.Step(message).has_value());
      EXPECT_EQ(node.core().role(), Role::kFollower);
      EXPECT_EQ(node.core().term(), 3u);
      EXPECT_EQ(node.core().lead(), type == kApp ? 2u : kNone);
      EXPECT_EQ(node.LogTerms(), log);
    }
  }
}

TEST(Elections, ACampaignOfALeaderIsNone) {
  for (const bool pre_vote : {false, true}) {
    Cluster cluster(1, [&](Config& c) { c.pre_vote = pre_vote; });
    cluster.Campaign(1);
    EXPECT_EQ(cluster.Roles(), "L1");
    cluster.Campaign(1);
    EXPECT_EQ(cluster.Roles(), "L1");
  }
}

TEST(Elections, OnlyVotersMayBeElected) {
  struct Row {
    ConfState members;
    bool promotable;
  };
  for (const Row& row : std::vector<Row>{{Members({1}), true},
                                         {Members({1, 2, 3}), true},
                                         {{}, false},
                                         {Members({2, 3}), false},
                                         {Members({2}, {1}), false}}) {
    Node node(ConfigOf(1), {.members = row.members});
    EXPECT_EQ(node.core().Promotable(), row.promotable);
    node.Tick(25);
    EXPECT_EQ(node.core().term() > 0, row.promotable);
  }
}

TEST(Elections, ALearnerNeverCampaigns) {
  Cluster cluster(std::vector<Start>(2, Start{.members = OneLearner()}));
  cluster.Tick(2, 50);
  EXPECT_EQ(cluster[2].core().role(), Role::kFollower);
  cluster.Campaign(2);
  EXPECT_EQ(cluster[2].core().role(), Role::kFollower);
  cluster.Campaign(1);
  ASSERT_EQ(cluster[1].core().role(), Role::kLeader);
  // Not even if it is told to.
  cluster.Step(MessageOf(kTimeoutNow, 1, 2, 1));
  EXPECT_EQ(cluster[2].core().role(), Role::kFollower);
  EXPECT_EQ(cluster[2].core().term(), 1u);
}

TEST(Elections, ALearnerVotesLikeAnybody) {
  Node node(ConfigOf(2), {.members = OneLearner()});
  ASSERT_TRUE(node.Step(VoteRequest(kVote, 1, 2, 2, {1, 11})).has_value());
  const auto answers = node.TakeSent(kVoteResp);
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_FALSE(answers[0].reject);
}

TEST(Elections, APromotedLearnerCanWin) {
  Cluster cluster(std::vector<Start>(2, Start{.members = OneLearner()}));
  cluster.Campaign(1);
  ConfChangeV2 promote;
  promote.changes.push_back({ConfChangeType::kAddNode, 2});
  ASSERT_TRUE(cluster.Change(1, promote).has_value());
  EXPECT_FALSE(cluster[2].core().is_learner());
  cluster.Tick(1);
  cluster.TimeOut(2);
  EXPECT_EQ(cluster.Roles(), "F2 L2");
}

TEST(Elections, ANodeOutsideTheConfigurationIgnoresVotesAndTransfers) {
  Node node(ConfigOf(1), {.members = Members({2, 3, 4})});
  ASSERT_TRUE(node.Step(MessageOf(kTimeoutNow, 2, 1, 0 + 1)).has_value());
  ASSERT_TRUE(node.Step(MessageOf(kVoteResp, 2, 1, 1)).has_value());
  ASSERT_TRUE(node.Step(MessageOf(kVoteResp, 3, 1, 1)).has_value());
  EXPECT_EQ(node.core().role(), Role::kFollower);
}

TEST(Elections, AnswersDecideAsSoonAsTheyCan) {
  struct Row {
    size_t nodes;
    std::vector<bool> answers;  // Of nodes 2, 3 and so on.
    Role role;
  };
  for (const Row& row :
       std::vector<Row>{{3, {true}, Role::kLeader},
                        {3, {}, Role::kCandidate},
                        {3, {false}, Role::kCandidate},
                        {3, {false, false}, Role::kFollower},
                        {5, {true, true}, Role::kLeader},
                        {5, {true, false}, Role::kCandidate},
                        {5, {true, false, false}, Role::kCandidate},
                        {5, {true, false, false, false}, Role::kFollower},
                        {5, {false, true, true}, Role::kLeader}}) {
    Node node(ConfigOf(1), {.members = Voters(row.nodes)});
    node->Campaign();
    node.Settle();
    for (size_t i = 0; i < row.answers.size(); ++i) {
      Message answer = MessageOf(kVoteResp, i + 2, 1, 1);
      answer.reject = !row.answers[i];
      ASSERT_TRUE(node.Step(answer).has_value());
    }
    EXPECT_EQ(node.core().role(), row.role);
    EXPECT_EQ(node.core().term(), 1u);
  }
}

TEST(Elections, WithPendingMembershipChangesANodeDoesNotCampaign) {
  enum class How { kTimeout, kCampaign, kTransfer };
  for (const bool v2 : {false, true}) {
    for (const How how : {How::kTimeout, How::kCampaign, How::kTransfer}) {
      Cluster cluster(3);
      cluster.Campaign(1);
      // Node 2 has the change committed, and not yet applied.
      const ConfChange change{.type = ConfChangeType::kRemoveNode,
                              .node_id = 3,
                              .context = Payload()};
      ASSERT_TRUE((v2 ? cluster[1]->ProposeConfChange(AsV2(change))
                      : cluster[1]->ProposeConfChange(change))
                      .has_value());
      cluster[1].Settle();
      Node& two = cluster[2];
      for (Message& message : cluster[1].TakeSent()) {
        if (message.to == 2) (void)two.Step(message);
      }
      const Index last = two.core().log().LastIndex();
      ASSERT_TRUE(
          two->Step(AppendOf(1, 2, 1, {1, last}, {}, last)).has_value());
      Ready ready;
      two->TakeReady(ready);
      ASSERT_FALSE(ready.committed_entries.empty());
      const auto campaign = [&] {
        if (how == How::kTimeout) {
          for (int i = 0; i < 10; ++i) two->Tick();
        } else if (how == How::kCampaign) {
          two->Campaign();
        } else {
          ASSERT_TRUE(two->Step(MessageOf(kTimeoutNow, 1, 2, 1)).has_value());
        }
      };
      campaign();
      EXPECT_EQ(two.core().role(), Role::kFollower);
      two.Write(ready);
      two.Apply(ready);
      two->Advance();
      campaign();
      EXPECT_EQ(two.core().role(), Role::kCandidate);
    }
  }
}

TEST(Elections, AVoterGivesTimeToALongerLogOfWhomItWouldNotAsk) {
  struct Row {
    ConfState members;
    Term term;
    EntryId last;
    bool yields;
  };
  // Node 1 has voted for itself in term 3, and its log ends with (2, 4).
  for (const Row& row :
       std::vector<Row>{{Members({1, 3}), 3, {2, 5}, true},
                        {Members({1, 3}), 2, {2, 5}, true},
                        {Members({1, 3}), 3, {3, 2}, true},
                        {Members({1, 3}, {2}), 3, {2, 5}, true},
                        {Members({1, 3}), 3, {2, 4}, false},
                        {Members({1, 3}), 3, {1, 6}, false},
                        {Members({1, 2, 3}), 3, {2, 5}, false}}) {
    Node node(ConfigOf(1), {.members = row.members,
                            .log = {1, 1, 1, 2},
                            .hard_state = {.term = 3, .vote = 1}});
    node.Tick(7);
    ASSERT_TRUE(
        node.Step(VoteRequest(kVote, 2, 1, row.term, row.last)).has_value());
    EXPECT_EQ(node.core().election_elapsed(), row.yields ? 0u : 7u);
  }
}

TEST(Elections, AFollowerOfALeaderYieldsToNobody) {
  Node node(ConfigOf(1), {.members = Members({1, 3}),
                          .log = {1, 1, 1, 2},
                          .hard_state = {.term = 3}});
  ASSERT_TRUE(node.Step(MessageOf(kHeartbeat, 3, 1, 3)).has_value());
  node.Tick(7);
  ASSERT_TRUE(node.Step(VoteRequest(kVote, 2, 1, 3, {2, 5})).has_value());
  EXPECT_EQ(node.core().election_elapsed(), 7u);
}

}  // namespace
}  // namespace raft::behaviour
