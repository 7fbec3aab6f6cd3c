#include "invariants/committed_never_differs.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

Ghost AfterCommit() {
  Ghost ghost;
  Remember(Commits(1, 2, {1, 2, 2}, 3).View(), ghost);
  return ghost;
}

TEST(CommittedNeverDiffers, HoldsWhenAnotherNodeCommitsTheSame) {
  EXPECT_TRUE(Holds(
      CommittedNeverDiffers(Commits(2, 3, {1, 2}, 2).View(), AfterCommit())));
}

TEST(CommittedNeverDiffers, HoldsWhileAnotherEntryIsNotCommitted) {
  EXPECT_TRUE(Holds(CommittedNeverDiffers(Commits(2, 3, {1, 2, 3}, 2).View(),
                                          AfterCommit())));
}

TEST(CommittedNeverDiffers, FallsWhenAnotherEntryIsCommitted) {
  EXPECT_TRUE(Falls(
      CommittedNeverDiffers(Commits(2, 3, {1, 2, 3}, 3).View(), AfterCommit()),
      "committed_never_differs",
      "node 2 committed entry 3 of term 3, where one of term 2 was committed"));
}

TEST(CommittedNeverDiffers, FallsWhenASnapshotEndsInAnotherEntry) {
  Scene scene = Commits(2, 3, {}, 3);
  scene.log = FakeLog(4, {1});
  EXPECT_FALSE(Holds(CommittedNeverDiffers(scene.View(), AfterCommit())));
}

TEST(CommittedNeverDiffers, FallsWhenACommittedEntryIsReplaced) {
  Scene scene = Commits(2, 4, {1, 4, 4}, 3);
  scene.step.before.commit = 3;
  EXPECT_TRUE(Holds(CommittedNeverDiffers(scene.View(), AfterCommit())));
  scene.step.truncated_from = 2;
  EXPECT_FALSE(Holds(CommittedNeverDiffers(scene.View(), AfterCommit())));
}

}  // namespace
}  // namespace invariants
