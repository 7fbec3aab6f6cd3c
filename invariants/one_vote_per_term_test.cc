#include "invariants/one_vote_per_term.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

Scene Votes(raft::NodeId node, raft::NodeId candidate, raft::Term term) {
  Scene scene = Quiet(node, term);
  scene.sent = {MessageOf(raft::MessageType::kVoteResp, candidate, term)};
  return scene;
}

Ghost AfterVote() {
  Ghost ghost;
  Remember(Votes(1, 2, 5).View(), ghost);
  return ghost;
}

TEST(OneVotePerTerm, HoldsWhenAVoteIsRepeated) {
  EXPECT_TRUE(Holds(OneVotePerTerm(Votes(1, 2, 5).View(), AfterVote())));
}

TEST(OneVotePerTerm, HoldsInAnotherTermAndForAnotherNode) {
  EXPECT_TRUE(Holds(OneVotePerTerm(Votes(1, 3, 6).View(), AfterVote())));
  EXPECT_TRUE(Holds(OneVotePerTerm(Votes(4, 3, 5).View(), AfterVote())));
}

TEST(OneVotePerTerm, DoesNotCountRefusalsAndPreVotes) {
  Scene scene = Quiet(1, 5);
  scene.sent = {MessageOf(raft::MessageType::kVoteResp, 3, 5, true),
                MessageOf(raft::MessageType::kPreVoteResp, 3, 5)};
  EXPECT_TRUE(Holds(OneVotePerTerm(scene.View(), AfterVote())));
}

TEST(OneVotePerTerm, HoldsForADiskThatKeepsAVoteOrGoesToAnotherTerm) {
  Scene scene = Quiet(1, 5);
  scene.step.hard_state_before = {.term = 5, .vote = 2, .commit = 3};
  scene.step.hard_state = {.term = 5, .vote = 2, .commit = 4};
  EXPECT_TRUE(Holds(OneVotePerTerm(scene.View(), Ghost())));
  scene.step.hard_state = {.term = 6, .vote = raft::kNone, .commit = 4};
  EXPECT_TRUE(Holds(OneVotePerTerm(scene.View(), Ghost())));
  scene.step.hard_state_before = scene.step.hard_state;
  scene.step.hard_state.vote = 3;
  EXPECT_TRUE(Holds(OneVotePerTerm(scene.View(), Ghost())));
}

TEST(OneVotePerTerm, FallsForADiskThatForgetsAVote) {
  Scene scene = Quiet(1, 5);
  scene.step.hard_state_before = {.term = 5, .vote = 2, .commit = 3};
  for (const raft::NodeId vote : {raft::kNone, raft::NodeId{3}}) {
    scene.step.hard_state = {.term = 5, .vote = vote, .commit = 3};
    EXPECT_TRUE(Falls(OneVotePerTerm(scene.View(), Ghost()),
                      "one_vote_per_term",
                      vote == 3 ? "the disk of node 1 had a vote for 2 in term "
                                  "5, and has one for 3"
                                : "the disk of node 1 had a vote for 2 in term "
                                  "5, and has one for 0"));
  }
}

TEST(OneVotePerTerm, FallsWhenASecondCandidateGetsAVote) {
  EXPECT_TRUE(Falls(OneVotePerTerm(Votes(1, 3, 5).View(), AfterVote()),
                    "one_vote_per_term",
                    "node 1 voted for 2 and for 3 in term 5"));
}

TEST(OneVotePerTerm, FallsWhenACrashForgotTheVote) {
  Ghost ghost = AfterVote();
  Remember(Crashed(1, 5).View(), ghost);
  Remember(Restarted(1, 5).View(), ghost);
  EXPECT_FALSE(Holds(OneVotePerTerm(Votes(1, 3, 5).View(), ghost)));
}

TEST(OneVotePerTerm, CountsTheVoteThatALeaderGaveItself) {
  EXPECT_TRUE(Falls(OneVotePerTerm(Elected(1, 5).View(), AfterVote()),
                    "one_vote_per_term",
                    "node 1 voted for 2 and for 1 in term 5"));
}

}  // namespace
}  // namespace invariants
