// What comes of messages of a lower term (Raft paper §5.1).
#include <gtest/gtest.h>

#include <vector>

#include "raft/behaviour/cluster.h"

namespace raft::behaviour {
namespace {

using enum MessageType;

TEST(LowerTerms, AnOldLeadersMessagesAreIgnored) {
  Cluster cluster(3);
  cluster.Campaign(1);
  cluster.Campaign(2);
  cluster.Campaign(1);
  const std::vector<Term> terms = {2};
  cluster.Step(AppendOf(2, 1, 2, {1, 1}, terms));
  ASSERT_TRUE(cluster.Propose(1, "data").has_value());
  for (const NodeId id : {1, 2, 3}) {
    EXPECT_EQ(cluster[id].LogTerms(), (std::vector<Term>{1, 2, 3, 3}));
    EXPECT_EQ(cluster[id].core().log().committed(), 4u);
  }
}

TEST(LowerTerms, AMessageOfALowerTermChangesNothing) {
  Node node(ConfigOf(1), {.members = Voters(3), .hard_state = {.term = 2}});
  const uint64_t before = node->GetFingerprint();
  const std::vector<Term> terms = {1};
  ASSERT_TRUE(node.Step(AppendOf(2, 1, 1, {0, 0}, terms)).has_value());
  EXPECT_EQ(node->GetFingerprint(), before);
  EXPECT_TRUE(node.sent.empty());
}

TEST(LowerTerms, AnOldLeaderIsToldOfATermThatItWouldNeverHearOf) {
  struct Row {
    ConfState members;
    Term term;
    bool tells;
  };
  // A learner asks nobody for a vote, and a voter only other voters. To one
  // that is far ahead nobody has listened.
  for (const Row& row : std::vector<Row>{{Members({1, 2, 3}), 2, false},
                                         {Members({2, 3}, {1}), 2, true},
                                         {Members({1, 3}, {2}), 2, true},
                                         {Members({1, 3}), 2, true},
                                         {Members({1, 2, 3}), 3, false},
                                         {Members({1, 2, 3}), 4, true}}) {
    for (const MessageType type : {kHeartbeat, kApp}) {
      Node node(ConfigOf(1),
                {.members = row.members, .hard_state = {.term = row.term}});
      ASSERT_TRUE(node.Step(MessageOf(type, 2, 1, 1)).has_value());
      ASSERT_EQ(node.sent.size(), row.tells ? 1u : 0u);
      if (!row.tells) continue;
      EXPECT_EQ(node.sent[0].type, kAppResp);
      EXPECT_EQ(node.sent[0].to, 2u);
      EXPECT_EQ(node.sent[0].term, row.term);
    }
  }
}

TEST(LowerTerms, ACandidateOfLongAgoIsToldOfTheTerm) {
  for (const Term term : {3, 4}) {
    Node node(ConfigOf(1),
              {.members = Members({1, 2, 3}), .hard_state = {.term = term}});
    ASSERT_TRUE(node.Step(MessageOf(kVote, 2, 1, 1)).has_value());
    ASSERT_EQ(node.sent.size(), term == 4 ? 1u : 0u);
    if (term != 4) continue;
    EXPECT_EQ(node.sent[0].type, kVoteResp);
    EXPECT_TRUE(node.sent[0].reject);
    EXPECT_EQ(node.sent[0].to, 2u);
    EXPECT_EQ(node.sent[0].term, 4u);
  }
}

TEST(LowerTerms, ACandidateWhomANodeDoesNotAskIsToldOfTheTerm) {
  for (const ConfState& members : {Members({1, 3}), Members({1, 3}, {2})}) {
    Node node(ConfigOf(1), {.members = members, .hard_state = {.term = 2}});
    ASSERT_TRUE(node.Step(MessageOf(kVote, 2, 1, 1)).has_value());
    ASSERT_EQ(node.sent.size(), 1u);
    EXPECT_EQ(node.sent[0].type, kVoteResp);
    EXPECT_TRUE(node.sent[0].reject);
    EXPECT_EQ(node.sent[0].term, 2u);
  }
}

TEST(LowerTerms, WhoHasALeaderTellsNoOlderOne) {
  Node node(ConfigOf(1),
            {.members = Members({1, 2, 3}), .hard_state = {.term = 4}});
  ASSERT_TRUE(node.Step(MessageOf(kHeartbeat, 3, 1, 4)).has_value());
  node.sent.clear();
  ASSERT_TRUE(node.Step(MessageOf(kHeartbeat, 2, 1, 1)).has_value());
  EXPECT_TRUE(node.sent.empty());
}

}  // namespace
}  // namespace raft::behaviour
