#include "invariants/acknowledges_its_commit.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

// Node 1, which has committed up to 5, is sent something by leader 2.
Scene Sent(raft::MessageType type, raft::Index answer, bool reject = false) {
  Scene scene = WithLog(1, 3, {1, 1, 1, 1, 1, 2});
  scene.step.before.commit = scene.step.after.commit = 5;
  scene.step.delivered =
      Delivered{.type = type, .from = 2, .term = 3, .index = 4};
  scene.sent = {MessageOf(raft::MessageType::kAppResp, 2, 3, reject)};
  scene.sent[0].index = answer;
  return scene;
}

TEST(AcknowledgesItsCommit, HoldsForTheCommitIndex) {
  EXPECT_TRUE(Holds(
      AcknowledgesItsCommit(Sent(raft::MessageType::kApp, 5).View(), Ghost())));
  EXPECT_TRUE(Holds(AcknowledgesItsCommit(
      Sent(raft::MessageType::kSnap, 5).View(), Ghost())));
}

TEST(AcknowledgesItsCommit, FallsWhenWhatIsCommittedIsRefused) {
  EXPECT_TRUE(Falls(AcknowledgesItsCommit(
                        Sent(raft::MessageType::kApp, 4, true).View(), Ghost()),
                    "acknowledges_its_commit",
                    "node 1, which has committed 5, refuses 4 to 2 after an "
                    "append"));
}

TEST(AcknowledgesItsCommit, FallsWhenASnapshotIsAcknowledgedAsMoreOrLess) {
  EXPECT_TRUE(Falls(
      AcknowledgesItsCommit(Sent(raft::MessageType::kSnap, 6).View(), Ghost()),
      "acknowledges_its_commit", "acknowledges 6 to 2 after a snapshot"));
  EXPECT_FALSE(Holds(AcknowledgesItsCommit(
      Sent(raft::MessageType::kSnap, 3).View(), Ghost())));
}

TEST(AcknowledgesItsCommit, SaysNothingOfOtherAppends) {
  Scene scene = Sent(raft::MessageType::kApp, 6);
  scene.step.delivered->index = 5;
  EXPECT_TRUE(Holds(AcknowledgesItsCommit(scene.View(), Ghost())));
}

}  // namespace
}  // namespace invariants
