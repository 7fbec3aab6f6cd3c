#include "invariants/applied_never_retreats.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

Scene Notes(raft::Index before, raft::Index after, raft::Index applied) {
  Scene scene = Quiet(1, 3);
  scene.step.before.noted = before;
  scene.step.after.noted = after;
  scene.step.after.applied = applied;
  return scene;
}

TEST(AppliedNeverRetreats, HoldsWhenItGoesUpAsFarAsIsApplied) {
  EXPECT_TRUE(Holds(AppliedNeverRetreats(Notes(3, 5, 5).View(), Ghost())));
  EXPECT_TRUE(Holds(AppliedNeverRetreats(Notes(3, 3, 5).View(), Ghost())));
}

TEST(AppliedNeverRetreats, FallsWhenItGoesBack) {
  EXPECT_TRUE(Falls(AppliedNeverRetreats(Notes(5, 4, 6).View(), Ghost()),
                    "applied_never_retreats",
                    "node 1 took 5 for applied, and takes 4"));
}

TEST(AppliedNeverRetreats, FallsWhenItIsAheadOfTheStateMachine) {
  EXPECT_TRUE(Falls(AppliedNeverRetreats(Notes(3, 5, 4).View(), Ghost()),
                    "applied_never_retreats",
                    "node 1 takes 5 for applied, and 4 is"));
}

TEST(AppliedNeverRetreats, LetsANodePassOverWhatASnapshotCovers) {
  Scene scene = Notes(3, 5, 4);
  scene.step.accepted_snapshot = 5;
  EXPECT_TRUE(Holds(AppliedNeverRetreats(scene.View(), Ghost())));
}

TEST(AppliedNeverRetreats, LetsARestartGoBack) {
  Scene scene = Notes(5, 2, 2);
  scene.step.before.up = false;
  EXPECT_TRUE(Holds(AppliedNeverRetreats(scene.View(), Ghost())));
}

}  // namespace
}  // namespace invariants
