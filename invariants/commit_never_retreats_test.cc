#include "invariants/commit_never_retreats.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

Scene At(raft::Index commit, raft::Index applied) {
  Scene scene = WithLog(1, 2, {1, 1, 2});
  scene.step.before.commit = 1;
  scene.step.after.commit = commit;
  scene.step.after.applied = applied;
  return scene;
}

TEST(CommitNeverRetreats, HoldsWhenCommitGrowsOrStays) {
  EXPECT_TRUE(Holds(CommitNeverRetreats(At(1, 1).View(), Ghost())));
  EXPECT_TRUE(Holds(CommitNeverRetreats(At(3, 2).View(), Ghost())));
}

TEST(CommitNeverRetreats, HoldsWhenACrashForgetsTheCommit) {
  Scene scene = Restarted(1, 2, {1, 1, 2});
  EXPECT_TRUE(Holds(CommitNeverRetreats(scene.View(), Ghost())));
  EXPECT_TRUE(Holds(CommitNeverRetreats(Crashed(1, 2).View(), Ghost())));
}

TEST(CommitNeverRetreats, FallsWhenCommitShrinks) {
  EXPECT_TRUE(Falls(CommitNeverRetreats(At(0, 0).View(), Ghost()),
                    "commit_never_retreats", "node 1 went from commit 1 to 0"));
}

TEST(CommitNeverRetreats, FallsWhenMoreIsAppliedThanCommitted) {
  EXPECT_TRUE(Falls(CommitNeverRetreats(At(2, 3).View(), Ghost()),
                    "commit_never_retreats",
                    "node 1 has applied 3, committed 2 and a log up to 3"));
}

TEST(CommitNeverRetreats, FallsWhenMoreIsCommittedThanTheLogHolds) {
  EXPECT_FALSE(Holds(CommitNeverRetreats(At(4, 3).View(), Ghost())));
}

}  // namespace
}  // namespace invariants
