// Logs that grow alike, and what of them is committed (Raft paper §5.3,
// §5.4.2).
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "raft/behaviour/cluster.h"

namespace raft::behaviour {
namespace {

using enum MessageType;
using Terms = std::vector<Term>;

std::vector<std::string> AppliedData(const Node& node) {
  std::vector<std::string> data;
  for (const Entry& entry : node.applied) {
    if (!entry.data.empty()) data.emplace_back(entry.data.view());
  }
  return data;
}

TEST(Replication, ProposalsAreAppliedEverywhereInOrder) {
  Cluster cluster(3);
  cluster.Campaign(1);
  ASSERT_TRUE(cluster.Propose(1, "a").has_value());
  cluster.Campaign(2);
  ASSERT_TRUE(cluster.Propose(2, "b").has_value());
  for (const NodeId id : {1, 2, 3}) {
    EXPECT_EQ(cluster[id].core().log().committed(), 4u);
    EXPECT_EQ(AppliedData(cluster[id]), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(cluster[id].LogTerms(), (Terms{1, 1, 2, 2}));
  }
}

TEST(Replication, ALearnerGetsEntriesAndCommits) {
  Cluster cluster(std::vector<Start>(2, Start{.members = Members({1}, {2})}));
  cluster.Campaign(1);
  ASSERT_TRUE(cluster.Propose(1, "a").has_value());
  EXPECT_EQ(AppliedData(cluster[2]), std::vector<std::string>{"a"});
  EXPECT_EQ(cluster[1].progress(2).match, 2u);
  EXPECT_TRUE(cluster[1].progress(2).is_learner);
}

TEST(Replication, ASingleNodeCommitsAlone) {
  Cluster cluster(1);
  cluster.Campaign(1);
  ASSERT_TRUE(cluster.Propose(1).has_value());
  ASSERT_TRUE(cluster.Propose(1).has_value());
  EXPECT_EQ(cluster[1].core().log().committed(), 3u);
}

TEST(Replication, AProposalNeedsAQuorum) {
  struct Row {
    size_t nodes;
    std::vector<NodeId> dead;
    bool commits;
  };
  for (const Row& row : std::vector<Row>{{3, {}, true},
                                         {3, {3}, true},
                                         {3, {2, 3}, false},
                                         {4, {4}, true},
                                         {4, {3, 4}, false},
                                         {5, {4, 5}, true},
                                         {5, {3, 4, 5}, false}}) {
    Cluster cluster(row.nodes);
    cluster.Campaign(1);
    for (const NodeId id : row.dead) cluster.Isolate(id);
    ASSERT_TRUE(cluster.Propose(1).has_value());
    EXPECT_EQ(cluster[1].core().log().committed(), row.commits ? 2u : 1u);
  }
}

TEST(Replication, AFollowerPassesProposalsOnUnlessItMayNot) {
  for (const bool forwards : {true, false}) {
    Cluster cluster(
        3, [&](Config& c) { c.disable_proposal_forwarding = !forwards; });
    const auto early = cluster.Propose(2);
    ASSERT_FALSE(early.has_value());
    EXPECT_EQ(early.error().code, ErrorCode::kProposalDropped);
    cluster.Campaign(1);
    const auto proposed = cluster.Propose(2, "a");
    EXPECT_EQ(proposed.has_value(), forwards);
    if (!forwards) {
      EXPECT_EQ(proposed.error().code, ErrorCode::kProposalDropped);
    }
    for (const NodeId id : {1, 2, 3}) {
      EXPECT_EQ(AppliedData(cluster[id]).size(), forwards ? 1u : 0u);
    }
  }
}

TEST(Replication, EntriesOfOldTermsAreCommittedByOneOfTheNew) {
  Cluster cluster(5);
  cluster.Campaign(1);
  cluster.Isolate(1);
  cluster.Recover();
  cluster.Cut(1, 3);
  cluster.Cut(1, 4);
  cluster.Cut(1, 5);
  ASSERT_TRUE(cluster.Propose(1, "a").has_value());
  ASSERT_TRUE(cluster.Propose(1, "b").has_value());
  EXPECT_EQ(cluster[1].core().log().committed(), 1u);
  cluster.Recover();
  // Node 2 has them, too; it may not commit them before one of its own term.
  cluster.Ignore(kApp);
  cluster.Campaign(2);
  ASSERT_EQ(cluster[2].core().role(), Role::kLeader);
  EXPECT_EQ(cluster[2].core().log().committed(), 1u);
  cluster.Recover();
  cluster.Tick(2, 1);
  // The empty entry of its term takes them along.
  EXPECT_EQ(cluster[2].core().log().committed(), 4u);
  EXPECT_EQ(AppliedData(cluster[2]), (std::vector<std::string>{"a", "b"}));
}

TEST(Replication, ACommitIsAMajorityInTheLeadersTerm) {
  struct Row {
    std::vector<Index> acknowledged;  // By nodes 2, 3 and so on.
    Terms log;
    Index committed;
  };
  // The leader, of term 2 or 3, appends its empty entry after `log`.
  for (const Row& row : std::vector<Row>{{{}, {1}, 2},
                                         {{2}, {1}, 2},
                                         {{1}, {1}, 0},
                                         {{2, 1}, {1}, 2},
                                         {{1, 1}, {1}, 0},
                                         {{3, 2}, {1, 2}, 3},
                                         {{2, 2}, {1, 2}, 0},
                                         {{3, 2, 2}, {1, 2}, 0},
                                         {{3, 3, 2}, {1, 2}, 3},
                                         {{3, 3, 1, 1}, {1, 2}, 3},
                                         {{3, 2, 1, 1}, {1, 2}, 0}}) {
    SCOPED_TRACE(testing::Message() << row.acknowledged.size() << " peers");
    Node node(ConfigOf(1), {.members = Voters(row.acknowledged.size() + 1),
                            .log = row.log,
                            .hard_state = {.term = row.log.back()}});
    node.BecomeLeader();
    for (size_t i = 0; i < row.acknowledged.size(); ++i) {
      ASSERT_TRUE(
          node.Step(AckOf(i + 2, 1, node.core().term(), row.acknowledged[i]))
              .has_value());
    }
    EXPECT_EQ(node.core().log().committed(), row.committed);
  }
}

TEST(Replication, AFollowerTakesWhatFollowsItsLog) {
  struct Row {
    const char* name;
    EntryId previous;
    Terms terms;
    Index commit;
    bool reject;
    Index last, committed;
  };
  // Against a log of terms [1 2], in term 2.
  for (const Row& row : std::vector<Row>{
           {"another term there", {3, 2}, {}, 3, true, 2, 0},
           {"beyond the log", {3, 3}, {}, 3, true, 2, 0},
           {"commits what is there", {1, 1}, {}, 1, false, 2, 1},
           {"conflicts with all", {0, 0}, {2}, 1, false, 1, 1},
           {"appends two", {2, 2}, {2, 2}, 3, false, 4, 3},
           {"appends one", {2, 2}, {2}, 4, false, 3, 3},
           {"has it already", {1, 1}, {2}, 4, false, 2, 2},
           {"commits no more than it says", {1, 1}, {}, 3, false, 2, 1},
           {"commits up to its new entry", {1, 1}, {2}, 3, false, 2, 2},
           {"commits as told", {2, 2}, {}, 2, false, 2, 2}}) {
    SCOPED_TRACE(row.name);
    Node node(ConfigOf(1),
              {.members = Voters(3), .log = {1, 2}, .hard_state = {.term = 2}});
    const Term term = std::max<Term>(2, row.previous.term);
    ASSERT_TRUE(
        node.Step(AppendOf(2, 1, term, row.previous, row.terms, row.commit))
            .has_value());
    EXPECT_EQ(node.core().log().LastIndex(), row.last);
    EXPECT_EQ(node.core().log().committed(), row.committed);
    const auto answers = node.TakeSent(kAppResp);
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].reject, row.reject);
  }
}

TEST(Replication, AHeartbeatRaisesTheCommitIndexAndNeverLowersIt) {
  for (const Index commit : {3, 1}) {
    Node node(ConfigOf(1), {.members = Voters(2),
                            .log = {1, 2, 3},
                            .hard_state = {.term = 3, .commit = 2}});
    Message heartbeat = MessageOf(kHeartbeat, 2, 1, 3);
    heartbeat.commit = commit;
    ASSERT_TRUE(node.Step(heartbeat).has_value());
    EXPECT_EQ(node.core().log().committed(), commit == 3 ? 3u : 2u);
    EXPECT_EQ(node.TakeSent(kHeartbeatResp).size(), 1u);
  }
}

TEST(Replication, AnAppendCarriesThePlaceBeforeItAndTheCommitIndex) {
  Cluster cluster(3);
  cluster.Campaign(1);
  Node& leader = cluster[1];
  ASSERT_TRUE(leader->Propose(Payload("some data")).has_value());
  leader.Settle();
  const auto appends = leader.TakeSent(kApp);
  ASSERT_EQ(appends.size(), 2u);
  for (const Message& append : appends) {
    EXPECT_EQ(append.index, 1u);
    EXPECT_EQ(append.log_term, 1u);
    EXPECT_EQ(append.commit, 1u);
    ASSERT_EQ(append.entries.size(), 1u);
    EXPECT_EQ(append.entries[0].index, 2u);
    EXPECT_EQ(append.entries[0].term, 1u);
  }
  // The acknowledgement commits it, and the next appends say so.
  ASSERT_TRUE(leader.Step(AckOf(2, 1, 1, 2)).has_value());
  EXPECT_EQ(AppliedData(leader), std::vector<std::string>{"some data"});
  const auto next = leader.TakeSent(kApp);
  EXPECT_EQ(next.size(), 2u);
  for (const Message& append : next) EXPECT_EQ(append.commit, 2u);
}

TEST(Replication, AFollowerDeletesWhatConflictsAndKeepsTheRest) {
  struct Row {
    EntryId previous;
    Terms terms;
    Terms log;
  };
  for (const Row& row : std::vector<Row>{{{2, 2}, {3}, {1, 2, 3}},
                                         {{1, 1}, {3, 4}, {1, 3, 4}},
                                         {{0, 0}, {1}, {1, 2}},
                                         {{0, 0}, {3}, {3}}}) {
    Node node(ConfigOf(1),
              {.members = Voters(3), .log = {1, 2}, .hard_state = {.term = 2}});
    ASSERT_TRUE(
        node.Step(AppendOf(2, 1, 4, row.previous, row.terms)).has_value());
    EXPECT_EQ(node.LogTerms(), row.log);
  }
}

// Figure 7 of the Raft paper: a new leader, and followers with fewer, more and
// other entries.
TEST(Replication, ALeaderBringsEveryLogOfFigure7ToItsOwn) {
  const Terms leader = {1, 1, 1, 4, 4, 5, 5, 6, 6, 6};
  const std::vector<Terms> followers = {{1, 1, 1, 4, 4, 5, 5, 6, 6},
                                        {1, 1, 1, 4},
                                        {1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6},
                                        {1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7},
                                        {1, 1, 1, 4, 4, 4, 4},
                                        {1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3}};
  for (size_t i = 0; i < followers.size(); ++i) {
    SCOPED_TRACE(i);
    const ConfState members = Voters(3);
    const std::vector<Start> starts = {
        {.members = members, .log = leader, .hard_state = {.term = 8}},
        {.members = members, .log = followers[i], .hard_state = {.term = 7}},
        {.members = members, .hard_state = {.term = 7}}};
    Cluster cluster(starts);
    // The third gives its vote, and so a majority.
    cluster.Campaign(1);
    ASSERT_EQ(cluster[1].core().role(), Role::kLeader);
    ASSERT_TRUE(cluster.Propose(1).has_value());
    Terms expected = leader;
    expected.insert(expected.end(), {9, 9});
    EXPECT_EQ(cluster[2].LogTerms(), expected);
    EXPECT_EQ(cluster[2].core().log().committed(), expected.size());
  }
}

TEST(Replication, VoteRequestsSayWhereTheLogEnds) {
  Node node(ConfigOf(1),
            {.members = Voters(3), .log = {1, 2}, .hard_state = {.term = 2}});
  node.Tick(10);
  const auto requests = node.TakeSent(kVote);
  ASSERT_EQ(requests.size(), 2u);
  for (const Message& request : requests) {
    EXPECT_EQ(request.term, 3u);
    EXPECT_EQ(request.index, 2u);
    EXPECT_EQ(request.log_term, 2u);
  }
  EXPECT_EQ(node.core().vote(), 1u);
}

TEST(Replication, ANodeStartsAsAFollowerAndAsksForVotesAfterATimeout) {
  Node node(ConfigOf(1), {.members = Voters(3)});
  EXPECT_EQ(node.core().role(), Role::kFollower);
  node.Tick(9);
  EXPECT_TRUE(node.sent.empty());
  node.Tick(1);
  EXPECT_EQ(node.core().role(), Role::kCandidate);
  EXPECT_EQ(node.core().term(), 1u);
  EXPECT_EQ(node.TakeSent(kVote).size(), 2u);
  // A candidate whose votes are split starts another election.
  node.Tick(10);
  EXPECT_EQ(node.core().term(), 2u);
  EXPECT_EQ(node.TakeSent(kVote).size(), 2u);
}

}  // namespace
}  // namespace raft::behaviour
