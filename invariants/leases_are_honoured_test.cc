#include "invariants/leases_are_honoured.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

Scene Asked(raft::MessageType type) {
  Scene scene = Quiet(1, 3);
  scene.step.before.lead = scene.step.after.lead = 2;
  scene.step.in_lease = true;
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

TEST(LeasesAreHonoured, HoldsOutsideOfALeaseAndForTransfers) {
  Scene scene = Asked(raft::MessageType::kVote);
  scene.step.after.term = 4;
  scene.step.in_lease = false;
  EXPECT_TRUE(Holds(LeasesAreHonoured(scene.View(), Ghost())));
  scene.step.in_lease = true;
  scene.step.delivered->for_transfer = true;
  EXPECT_TRUE(Holds(LeasesAreHonoured(scene.View(), Ghost())));
}

}  // namespace
}  // namespace invariants
