#include "invariants/leases_are_honoured.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

Scene Asked(raft::MessageType type) {
  Scene scene = Quiet(1, 3);
  scene.step.before.lead = scene.step.after.lead = 2;
  scene.step.checks_quorum = true;
  scene.step.election_tick = 10;
  scene.memory.hears_leader = true;
  scene.memory.timer = 9;
  scene.step.delivered = Delivered{.type = type, .from = 3, .term = 4};
  return scene;
}

TEST(LeasesAreHonoured, HoldsWhileNobodyIsHelped) {
  EXPECT_TRUE(Holds(
      LeasesAreHonoured(Asked(raft::MessageType::kVote).View(), Ghost())));
  EXPECT_TRUE(Holds(
      LeasesAreHonoured(Asked(raft::MessageType::kPreVote).View(), Ghost())));
}

TEST(LeasesAreHonoured, FallsWhenTheTermIsTakenUp) {
  Scene scene = Asked(raft::MessageType::kVote);
  scene.step.after.term = 4;
  EXPECT_TRUE(Falls(LeasesAreHonoured(scene.View(), Ghost()),
                    "leases_are_honoured",
                    "node 1 of term 3, bound by a lease, helps node 3 to be "
                    "elected in term 4"));
}

TEST(LeasesAreHonoured, FallsWhenAPreVoteIsGranted) {
  Scene scene = Asked(raft::MessageType::kPreVote);
  scene.sent = {MessageOf(raft::MessageType::kPreVoteResp, 3, 4)};
  EXPECT_FALSE(Holds(LeasesAreHonoured(scene.View(), Ghost())));
  scene.sent[0].reject = true;
  EXPECT_TRUE(Holds(LeasesAreHonoured(scene.View(), Ghost())));
}

TEST(LeasesAreHonoured, HoldsOutsideOfALease) {
  Scene scene = Asked(raft::MessageType::kVote);
  scene.step.after.term = 4;
  scene.memory.timer = 10;
  EXPECT_TRUE(Holds(LeasesAreHonoured(scene.View(), Ghost())));
  scene.memory.timer = 0;
  scene.memory.hears_leader = false;
  EXPECT_TRUE(Holds(LeasesAreHonoured(scene.View(), Ghost())));
  scene.memory.hears_leader = true;
  scene.step.checks_quorum = false;
  EXPECT_TRUE(Holds(LeasesAreHonoured(scene.View(), Ghost())));
}

TEST(LeasesAreHonoured, FallsForAVoteAgainstAPromise) {
  Scene scene = Asked(raft::MessageType::kVote);
  scene.memory = {};
  scene.memory.promise = 1;
  scene.step.delivered->term = 3;
  scene.step.after.vote = 3;
  EXPECT_FALSE(Holds(LeasesAreHonoured(scene.View(), Ghost())));
}

TEST(LeasesAreHonoured, HoldsForTransfersThatALeaderAskedForAndNoOthers) {
  Scene scene = Asked(raft::MessageType::kVote);
  scene.step.after.term = 4;
  scene.step.delivered->for_transfer = true;
  Ghost ghost;
  EXPECT_FALSE(Holds(LeasesAreHonoured(scene.View(), ghost)));
  ghost.asked = {{3, 3}};
  EXPECT_TRUE(Holds(LeasesAreHonoured(scene.View(), ghost)));
  scene.step.delivered->for_transfer = false;
  EXPECT_FALSE(Holds(LeasesAreHonoured(scene.View(), ghost)));
}

}  // namespace
}  // namespace invariants
