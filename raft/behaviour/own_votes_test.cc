// What a node promised itself counts when it is durable, and only then and only
// while it still means anything (Raft thesis §3.8).
#include <gtest/gtest.h>

#include <vector>

#include "raft/behaviour/cluster.h"

namespace raft::behaviour {
namespace {

using enum MessageType;

// A node with a Ready of its campaign out: its own vote is being written.
struct Candidate {
  explicit Candidate(bool pre_vote, size_t voters = 3)
      : node(
            [&] {
              Config config = ConfigOf(1);
              config.pre_vote = pre_vote;
              return config;
            }(),
            {.members = Voters(voters)}) {
    node->Campaign();
    node->TakeReady(ready);
  }
  void Persist() {
    node.Write(ready);
    node->Advance();
  }

  Node node;
  Ready ready;
};

TEST(OwnVotes, ASingleVoterLeadsWhenItsVoteIsDurable) {
  Candidate candidate(false, 1);
  EXPECT_EQ(candidate.node.core().role(), Role::kCandidate);
  candidate.Persist();
  EXPECT_EQ(candidate.node.core().role(), Role::kLeader);
}

TEST(OwnVotes, ACandidateWinsOnlyWithItsOwnVote) {
  Config config = ConfigOf(1);
  config.async_storage_writes = true;
  Node node(config, {.members = Voters(3)});
  node->Campaign();
  Ready ready;
  node->TakeReady(ready);
  // The append thread is slow; both peers are not.
  Message append;
  for (Message& message : ready.messages) {
    if (message.to == kLocalAppendThread) append = message;
  }
  for (const NodeId peer : {2, 3}) {
    ASSERT_TRUE(node->Step(MessageOf(kVoteResp, peer, 1, 1)).has_value());
  }
  EXPECT_EQ(node.core().role(), Role::kCandidate);
  ASSERT_FALSE(append.responses.empty());
  for (Message& response : append.responses) {
    ASSERT_TRUE(node->Step(std::move(response)).has_value());
  }
  EXPECT_EQ(node.core().role(), Role::kLeader);
}

TEST(OwnVotes, ALateOneOfALostElectionIsNotCounted) {
  for (const bool pre_vote : {false, true}) {
    Candidate candidate(pre_vote);
    Node& node = candidate.node;
    // Somebody else won meanwhile.
    ASSERT_TRUE(node->Step(MessageOf(kHeartbeat, 2, 1, 1)).has_value());
    ASSERT_EQ(node.core().role(), Role::kFollower);
    candidate.Persist();
    EXPECT_EQ(node.core().role(), Role::kFollower);
    EXPECT_EQ(node.core().tracker().TallyVotes().granted, 0u);
  }
}

TEST(OwnVotes, ALatePreVoteDoesNotCountInTheElection) {
  Candidate candidate(true);
  Node& node = candidate.node;
  ASSERT_EQ(node.core().role(), Role::kPreCandidate);
  // Two pre-votes of peers are enough; the own one is still being written.
  for (const NodeId peer : {2, 3}) {
    ASSERT_TRUE(node->Step(MessageOf(kPreVoteResp, peer, 1, 1)).has_value());
  }
  ASSERT_EQ(node.core().role(), Role::kCandidate);
  candidate.Persist();
  EXPECT_EQ(node.core().role(), Role::kCandidate);
  EXPECT_EQ(node.core().tracker().TallyVotes().granted, 0u);
  // One peer's vote and the own one win.
  ASSERT_TRUE(node->Step(MessageOf(kVoteResp, 2, 1, 1)).has_value());
  EXPECT_EQ(node.core().role(), Role::kCandidate);
  node.Settle();
  EXPECT_EQ(node.core().role(), Role::kLeader);
}

TEST(OwnVotes, OnlyTheFirstAnswerOfANodeCounts) {
  Node node(ConfigOf(1), {.members = Voters(5)});
  node->Campaign();
  node.Settle();
  ASSERT_TRUE(node.Step(MessageOf(kVoteResp, 2, 1, 1)).has_value());
  ASSERT_TRUE(node.Step(MessageOf(kVoteResp, 2, 1, 1)).has_value());
  EXPECT_EQ(node.core().role(), Role::kCandidate);
  Message changed = MessageOf(kVoteResp, 2, 1, 1);
  changed.reject = true;
  ASSERT_TRUE(node.Step(changed).has_value());
  ASSERT_TRUE(node.Step(MessageOf(kVoteResp, 3, 1, 1)).has_value());
  EXPECT_EQ(node.core().role(), Role::kLeader);
}

TEST(OwnVotes, AnAcknowledgementOfALostTermIsNotCounted) {
  Node node(ConfigOf(1), {.members = Voters(3)});
  node.BecomeLeader();
  ASSERT_TRUE(node->Propose(Payload("x")).has_value());
  Ready ready;
  node->TakeReady(ready);
  // Another leads meanwhile, and is followed by this one again.
  ASSERT_TRUE(node->Step(MessageOf(kHeartbeat, 2, 1, 2)).has_value());
  node->Campaign();
  ASSERT_TRUE(node->Step(MessageOf(kVoteResp, 2, 1, 3)).has_value());
  node.Write(ready);
  node->Advance();
  EXPECT_EQ(node.core().role(), Role::kCandidate);
  node.Settle();
  ASSERT_EQ(node.core().role(), Role::kLeader);
  // Its own match is that of its new term: entries 1 to 3.
  EXPECT_EQ(node.progress(1).match, 3u);
  EXPECT_EQ(node.core().log().committed(), 0u);
  ASSERT_TRUE(node.Step(AckOf(2, 1, 1, 2)).has_value());
  EXPECT_EQ(node.core().log().committed(), 0u);
  EXPECT_EQ(node.progress(2).match, 0u);
}

TEST(OwnVotes, ALeadersOwnMatchMovesWhenItsEntriesAreDurable) {
  Node node(ConfigOf(1), {.members = Voters(2)});
  node->Campaign();
  node.Settle();
  ASSERT_TRUE(node->Step(MessageOf(kVoteResp, 2, 1, 1)).has_value());
  ASSERT_EQ(node.core().role(), Role::kLeader);
  EXPECT_EQ(node.progress(1).match, 0u);
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(node->Propose(Payload("x")).has_value());
  }
  EXPECT_EQ(node.progress(1).match, 0u);
  EXPECT_EQ(node.progress(1).next, 1u);
  node.Settle();
  EXPECT_EQ(node.progress(1).match, 6u);
  EXPECT_EQ(node.progress(1).next, 7u);
}

}  // namespace
}  // namespace raft::behaviour
