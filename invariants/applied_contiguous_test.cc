#include "invariants/applied_contiguous.h"

#include <gtest/gtest.h>

#include <memory>
#include <utility>
#include <vector>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

// Node 1 applies `indexes` after `before` and says that `after` is applied.
Scene Applies(raft::Index before, std::vector<raft::Index> indexes,
              raft::Index after) {
  Scene scene = Quiet(1, 2);
  scene.step.before.applied = before;
  scene.step.after.applied = after;
  for (const raft::Index index : indexes) {
    scene.applied.push_back(EntryOf(index, 2));
  }
  return scene;
}

raft::SnapshotPtr SnapshotAt(raft::Index index) {
  raft::Snapshot snapshot;
  snapshot.index = index;
  return std::make_shared<const raft::Snapshot>(std::move(snapshot));
}

TEST(AppliedContiguous, HoldsWhenOneFollowsTheOther) {
  EXPECT_TRUE(Holds(AppliedContiguous(Applies(4, {}, 4).View(), Ghost())));
  EXPECT_TRUE(Holds(AppliedContiguous(Applies(4, {5, 6}, 6).View(), Ghost())));
}

TEST(AppliedContiguous, HoldsAcrossASnapshot) {
  for (Scene scene : {Applies(4, {}, 9), Applies(4, {5}, 9),
                      Applies(4, {5, 10}, 10), Applies(4, {10}, 10)}) {
    scene.step.installed = SnapshotAt(9);
    EXPECT_TRUE(Holds(AppliedContiguous(scene.View(), Ghost())));
  }
}

TEST(AppliedContiguous, HoldsWhenARestartBeginsAtTheSnapshot) {
  Scene scene = Restarted(1, 2);
  scene.log = FakeLog(5, {2, 2});
  scene.step.durable.snapshot_index = 4;
  scene.applied = {EntryOf(5, 2)};
  scene.step.after.applied = 5;
  EXPECT_TRUE(Holds(AppliedContiguous(scene.View(), Ghost())));
  EXPECT_TRUE(Holds(AppliedContiguous(Crashed(1, 2).View(), Ghost())));
}

TEST(AppliedContiguous, FallsWhenAnEntryIsLeftOut) {
  EXPECT_TRUE(Falls(AppliedContiguous(Applies(4, {6}, 6).View(), Ghost()),
                    "applied_contiguous",
                    "node 1 applied entry 6 where 5 was next"));
}

TEST(AppliedContiguous, FallsWhenAnEntryIsAppliedAgain) {
  EXPECT_FALSE(Holds(AppliedContiguous(Applies(4, {4}, 4).View(), Ghost())));
}

TEST(AppliedContiguous, FallsWhenAGapFollowsASnapshot) {
  Scene scene = Applies(4, {11}, 11);
  scene.step.installed = SnapshotAt(9);
  EXPECT_TRUE(Falls(AppliedContiguous(scene.View(), Ghost()),
                    "applied_contiguous",
                    "node 1 applied entry 11 where 10 was next"));
}

TEST(AppliedContiguous, FallsWhenARestartLeavesEntriesOut) {
  Scene scene = Restarted(1, 2, {1, 1, 2});
  scene.applied = {EntryOf(2, 1)};
  scene.step.after.applied = 2;
  EXPECT_FALSE(Holds(AppliedContiguous(scene.View(), Ghost())));
}

TEST(AppliedContiguous, FallsWhenTheNodeSaysOtherwise) {
  EXPECT_TRUE(Falls(AppliedContiguous(Applies(4, {5}, 6).View(), Ghost()),
                    "applied_contiguous",
                    "node 1 says that 6 is applied, but it is 5"));
}

}  // namespace
}  // namespace invariants
