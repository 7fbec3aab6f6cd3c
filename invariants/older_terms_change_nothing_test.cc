#include "invariants/older_terms_change_nothing.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

// Node 1 of term 4 gets something of term 3.
Scene Gets(raft::MessageType type, raft::Role role) {
  Scene scene = Quiet(1, 4);
  scene.step.before.role = scene.step.after.role = role;
  scene.step.delivered = Delivered{.type = type, .from = 2, .term = 3};
  return scene;
}

TEST(OlderTermsChangeNothing, HoldsWhenNothingHappens) {
  EXPECT_TRUE(Holds(OlderTermsChangeNothing(
      Gets(raft::MessageType::kTimeoutNow, raft::Role::kFollower).View(),
      Ghost())));
}

TEST(OlderTermsChangeNothing, FallsWhenTheNodeCampaigns) {
  Scene scene = Gets(raft::MessageType::kTimeoutNow, raft::Role::kFollower);
  scene.step.after.role = raft::Role::kPreCandidate;
  EXPECT_TRUE(Falls(OlderTermsChangeNothing(scene.View(), Ghost()),
                    "older_terms_change_nothing",
                    "node 1 of term 4 got MsgTimeoutNow of term 3 from 2, and "
                    "campaigns"));
  scene.step.after.term = 5;
  EXPECT_TRUE(Falls(OlderTermsChangeNothing(scene.View(), Ghost()),
                    "older_terms_change_nothing", "goes to term 5"));
}

TEST(OlderTermsChangeNothing, FallsWhenTheNodeVotes) {
  Scene scene = Gets(raft::MessageType::kVote, raft::Role::kFollower);
  scene.step.after.vote = 2;
  EXPECT_FALSE(Holds(OlderTermsChangeNothing(scene.View(), Ghost())));
}

TEST(OlderTermsChangeNothing, LetsClaimsOfACommitEndACampaignAndNothingElse) {
  Scene scene = Gets(raft::MessageType::kVoteResp, raft::Role::kCandidate);
  scene.step.after.role = raft::Role::kFollower;
  EXPECT_TRUE(Falls(OlderTermsChangeNothing(scene.View(), Ghost()),
                    "older_terms_change_nothing", "campaigns no more"));
  scene.step.delivered->claimed = raft::EntryId{.term = 2, .index = 7};
  EXPECT_FALSE(Holds(OlderTermsChangeNothing(scene.View(), Ghost())));
  scene.step.after.commit = 7;
  EXPECT_TRUE(Holds(OlderTermsChangeNothing(scene.View(), Ghost())));
  scene.step.before.role = raft::Role::kLeader;
  EXPECT_FALSE(Holds(OlderTermsChangeNothing(scene.View(), Ghost())));
}

TEST(OlderTermsChangeNothing, LetsMessagesWithoutATermActAndThoseOfItsOwn) {
  Scene scene = Gets(raft::MessageType::kTimeoutNow, raft::Role::kFollower);
  scene.step.after.role = raft::Role::kCandidate;
  scene.step.after.term = 5;
  scene.step.delivered->term = 4;
  EXPECT_TRUE(Holds(OlderTermsChangeNothing(scene.View(), Ghost())));
  scene.step.delivered->term = 0;
  EXPECT_TRUE(Holds(OlderTermsChangeNothing(scene.View(), Ghost())));
}

}  // namespace
}  // namespace invariants
