// What is known to be committed, though no leader says so: by what others
// claim, and by the membership changes in a log.
#include <gtest/gtest.h>

#include <vector>

#include "raft/behaviour/cluster.h"
#include "raft/core/read_only.h"

namespace raft::behaviour {
namespace {

using enum MessageType;

// Knows only the first of its four entries to be committed.
Start Ahead(const ConfState& members) {
  return {.members = members,
          .log = {1, 1, 1, 2},
          .hard_state = {.term = 2, .commit = 1}};
}

ConfChangeV2 Change(ConfChangeType type, NodeId node) {
  ConfChangeV2 change;
  change.changes.push_back({type, node});
  return change;
}

Message Claim(Message message, EntryId committed) {
  message.commit = committed.index;
  message.context = EncodePosition(committed.term);
  return message;
}

TEST(KnownCommits, WhoCannotCampaignRefusesWithWhatItKnows) {
  struct Row {
    ConfState members;
    bool claims;
  };
  for (const Row& row : std::vector<Row>{{Members({1, 2, 3}), false},
                                         {Members({2, 3}, {1}), true},
                                         {Members({2, 3}), true}}) {
    for (const MessageType type : {kVote, kPreVote}) {
      Node node(ConfigOf(1), Ahead(row.members));
      ASSERT_TRUE(node.Step(VoteRequest(type, 2, 1, 3, {1, 3})).has_value());
      ASSERT_EQ(node.sent.size(), 1u);
      EXPECT_TRUE(node.sent[0].reject);
      EXPECT_EQ(node.sent[0].commit, row.claims ? 1u : 0u);
      EXPECT_EQ(node.sent[0].context,
                row.claims ? EncodePosition(1) : Payload());
    }
  }
}

TEST(KnownCommits, AreBelievedOfAnEntryThatIsThere) {
  struct Row {
    EntryId claimed;
    Index committed;
  };
  for (const Row& row : std::vector<Row>{{{1, 3}, 3},
                                         {{2, 4}, 4},
                                         {{2, 3}, 1},
                                         {{2, 5}, 1},
                                         {{1, 1}, 1},
                                         {{0, 0}, 1}}) {
    for (const MessageType type : {kVote, kPreVote}) {
      Node node(ConfigOf(1), Ahead(Members({2, 3}, {1})));
      const Message request = VoteRequest(type, 2, 1, 3, {1, 3});
      ASSERT_TRUE(node.Step(Claim(request, row.claimed)).has_value());
      EXPECT_EQ(node.core().log().committed(), row.committed);
      // It has said what it knows: to say it again would go on for ever.
      ASSERT_EQ(node.sent.size(), 1u);
      EXPECT_TRUE(node.sent[0].reject);
      EXPECT_TRUE(node.sent[0].context.empty());
    }
  }
}

TEST(KnownCommits, ALeaderCommitsByCounting) {
  Node node(ConfigOf(1), Ahead(Voters(3)));
  node.BecomeLeader();
  const Message request = VoteRequest(kPreVote, 2, 1, 5, {1, 3});
  ASSERT_TRUE(node.Step(Claim(request, {1, 3})).has_value());
  EXPECT_EQ(node.core().log().committed(), 1u);
}

TEST(KnownCommits, ACandidateThatKnowsMoreAsksAgain) {
  for (const bool pre_vote : {false, true}) {
    Config config = ConfigOf(1);
    config.pre_vote = pre_vote;
    const MessageType request = pre_vote ? kPreVote : kVote;
    const MessageType answer = pre_vote ? kPreVoteResp : kVoteResp;
    for (const Index known : {0, 3, 4}) {
      Node node(config, {.members = Voters(3),
                         .log = {1, 1, 1, 1},
                         .hard_state = {.term = 1, .commit = 3}});
      node->Campaign();
      node.Settle();
      node.sent.clear();
      Message refusal = MessageOf(answer, 2, 1, pre_vote ? 1 : 2);
      refusal.reject = true;
      const EntryId told{known == 0 ? 0u : 1u, known};
      ASSERT_TRUE(node.Step(Claim(refusal, told)).has_value());
      EXPECT_EQ(node.core().log().committed(), known == 4 ? 4u : 3u);
      ASSERT_EQ(node.sent.size(), known == 0 ? 1u : 0u);
      if (known != 0) continue;
      const Message expected =
          Claim(VoteRequest(request, 1, 2, 2, {1, 4}), {1, 3});
      EXPECT_EQ(node.sent[0], expected);
    }
  }
}

// It does not follow the candidate's terms, which rise without it.
TEST(KnownCommits, AClaimOfAnOlderTermIsAsGood) {
  Config config = ConfigOf(1);
  config.pre_vote = true;
  Node node(config, {.members = Voters(3),
                     .log = {1, 1},
                     .hard_state = {.term = 5, .commit = 1}});
  node->Campaign();
  node.Settle();
  node.sent.clear();
  Message refusal = MessageOf(kPreVoteResp, 2, 1, 3);
  refusal.reject = true;
  ASSERT_TRUE(node.Step(Claim(refusal, {1, 2})).has_value());
  EXPECT_EQ(node.core().log().committed(), 2u);
  ASSERT_TRUE(node.Step(Claim(refusal, {0, 0})).has_value());
  ASSERT_EQ(node.sent.size(), 1u);
  EXPECT_EQ(node.sent[0].term, 6u);
  EXPECT_EQ(node.sent[0].commit, 2u);
}

// Node 2 has lost in a crash that the first of two changes is committed. By the
// membership before them it would be elected with the vote of node 1, while
// nodes 3, 4 and 5 can elect another one in the same term.
TEST(KnownCommits, ASecondChangeShowsThatTheFirstIsCommitted) {
  for (const size_t changes : {0, 1, 2, 3}) {
    const std::vector<Term> terms(1 + changes, 1);
    Message append = AppendOf(1, 2, 1, {0, 0}, terms, 1);
    for (size_t i = 1; i <= changes; ++i) {
      append.entries[i].type = EntryType::kConfChangeV2;
    }
    Node node(ConfigOf(2), {.members = Voters(3)});
    node.makes_changes = false;
    ASSERT_TRUE(node.Step(append).has_value());
    EXPECT_EQ(node.core().log().committed(), 1u);
    node->Campaign();
    EXPECT_EQ(node.core().log().committed(), changes < 2 ? 1u : changes);
    EXPECT_EQ(node.core().role(),
              changes < 2 ? Role::kCandidate : Role::kFollower);
  }
}

// Nodes 1 and 2, and the learner 3 that is promoted. Node 2 knows it, and node
// 3 does not, but has one entry more.
TEST(KnownCommits, ALearnerThatDoesNotKnowOfItsPromotionCanLead) {
  for (const bool pre_vote : {false, true}) {
    Cluster cluster(std::vector<Start>(3, {.members = Members({1, 2}, {3})}),
                    [&](Config& config) { config.pre_vote = pre_vote; });
    cluster.Campaign(1);
    const Index change = cluster[1].core().log().LastIndex() + 1;
    cluster.passes = [&](const Message& message) {
      return message.from == 1 && (message.to == 3 || message.index < change);
    };
    ASSERT_TRUE(
        cluster.Change(1, Change(ConfChangeType::kAddNode, 3)).has_value());
    ASSERT_TRUE(cluster.Propose(1).has_value());
    cluster.passes = [](const Message& message) {
      return message.to == 2 && message.type == kHeartbeat;
    };
    cluster.Step(AckOf(2, 1, 1, change));
    cluster.Tick(1);
    ASSERT_TRUE(cluster[2].core().tracker().voters().Contains(3));
    ASSERT_TRUE(cluster[3].core().is_learner());
    ASSERT_EQ(cluster[3].core().log().LastIndex(), change + 1);

    cluster.Recover();
    cluster.Isolate(1);
    cluster.TimeOut(2);
    EXPECT_FALSE(cluster[3].core().is_learner());
    cluster.TimeOut(3);
    EXPECT_EQ(cluster[3].core().role(), Role::kLeader);
  }
}

// Node 4 has led, removed itself, and has one entry more than the others; node
// 1 has not heard that its removal is committed, and node 2 is down.
TEST(KnownCommits, ARemovedNodeThatHasMoreTellsOfItsRemoval) {
  for (const bool pre_vote : {false, true}) {
    Cluster cluster(4, [&](Config& config) { config.pre_vote = pre_vote; });
    cluster.Campaign(4);
    const Index change = cluster[4].core().log().LastIndex() + 1;
    cluster.passes = [&](const Message& message) {
      return message.to != 3 && message.to != 4 && message.index < change;
    };
    ASSERT_TRUE(
        cluster.Change(4, Change(ConfChangeType::kRemoveNode, 4)).has_value());
    ASSERT_TRUE(cluster.Propose(4).has_value());
    cluster.passes = [](const Message&) { return false; };
    cluster.Step(AckOf(1, 4, 1, change));
    cluster.Step(AckOf(2, 4, 1, change));
    ASSERT_FALSE(cluster[4].core().tracker().voters().Contains(4));
    ASSERT_TRUE(cluster[1].core().tracker().voters().Contains(4));
    ASSERT_EQ(cluster[4].core().log().LastIndex(), change + 1);

    cluster.Recover();
    cluster.Isolate(2);
    cluster.Campaign(1);
    EXPECT_NE(cluster[1].core().role(), Role::kLeader);
    EXPECT_FALSE(cluster[1].core().tracker().voters().Contains(4));
    cluster.Campaign(1);
    EXPECT_EQ(cluster[1].core().role(), Role::kLeader);
  }
}

}  // namespace
}  // namespace raft::behaviour
