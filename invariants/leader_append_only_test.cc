#include "invariants/leader_append_only.h"

#include <gtest/gtest.h>

#include <memory>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

Scene Cut() {
  Scene scene = Elected(1, 2, {1, 1});
  scene.step.before.role = raft::Role::kLeader;
  scene.step.truncated_from = 3;
  return scene;
}

TEST(LeaderAppendOnly, HoldsWhenALeaderAppends) {
  Scene scene = Cut();
  scene.step.truncated_from = 0;
  scene.appended = {EntryOf(2, 1)};
  EXPECT_TRUE(Holds(LeaderAppendOnly(scene.View(), Ghost())));
}

TEST(LeaderAppendOnly, HoldsWhenADeposedLeaderCutsItsLog) {
  Scene scene = Cut();
  scene.step.after.role = raft::Role::kFollower;
  scene.step.after.term = 3;
  EXPECT_TRUE(Holds(LeaderAppendOnly(scene.View(), Ghost())));
}

TEST(LeaderAppendOnly, FallsWhenALeaderCutsItsLog) {
  EXPECT_TRUE(Falls(LeaderAppendOnly(Cut().View(), Ghost()),
                    "leader_append_only",
                    "node 1 leads term 2 and cut its log from 3 on"));
}

TEST(LeaderAppendOnly, FallsWhenALeaderTakesASnapshotForItsLog) {
  Scene scene = Cut();
  scene.step.installed = std::make_shared<const raft::Snapshot>();
  EXPECT_FALSE(Holds(LeaderAppendOnly(scene.View(), Ghost())));
}

}  // namespace
}  // namespace invariants
