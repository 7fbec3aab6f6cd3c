#include "invariants/leader_completeness.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

Ghost AfterCommit() {
  Ghost ghost;
  Remember(Commits(1, 2, {1, 2, 2}, 2).View(), ghost);
  return ghost;
}

TEST(LeaderCompleteness, HoldsWhenTheLeaderHasWhatWasCommitted) {
  EXPECT_TRUE(
      Holds(LeaderCompleteness(Elected(2, 3, {1, 2}).View(), AfterCommit())));
}

TEST(LeaderCompleteness, HoldsWhenTheLeaderCompactedIt) {
  Scene scene = Elected(2, 3);
  scene.log = FakeLog(9, {2, 2});
  EXPECT_TRUE(Holds(LeaderCompleteness(scene.View(), AfterCommit())));
}

TEST(LeaderCompleteness, HoldsForALeaderOfTheTermOfTheCommitOrBefore) {
  EXPECT_TRUE(
      Holds(LeaderCompleteness(Elected(2, 2, {1}).View(), AfterCommit())));
}

TEST(LeaderCompleteness, HoldsForAFollowerThatLacksIt) {
  EXPECT_TRUE(
      Holds(LeaderCompleteness(WithLog(2, 3, {1}).View(), AfterCommit())));
}

TEST(LeaderCompleteness, FallsWhenTheLeaderLacksIt) {
  EXPECT_TRUE(
      Falls(LeaderCompleteness(Elected(2, 3, {1}).View(), AfterCommit()),
            "leader_completeness",
            "node 2 leads term 3 without entry 2 of term 2, which was "
            "committed in term 2; it has term 0 there"));
}

TEST(LeaderCompleteness, FallsWhenTheLeaderHasAnotherEntryThere) {
  EXPECT_TRUE(
      Falls(LeaderCompleteness(Elected(2, 3, {1, 1}).View(), AfterCommit()),
            "leader_completeness", "it has term 1 there"));
}

TEST(LeaderCompleteness, LooksPastWhatWasCommittedInLaterTerms) {
  Ghost ghost = AfterCommit();
  Remember(Commits(1, 5, {1, 2, 5}, 3).View(), ghost);
  EXPECT_TRUE(Holds(LeaderCompleteness(Elected(2, 4, {1, 2}).View(), ghost)));
  EXPECT_FALSE(Holds(LeaderCompleteness(Elected(2, 4, {1}).View(), ghost)));
  EXPECT_FALSE(Holds(LeaderCompleteness(Elected(2, 6, {1, 2}).View(), ghost)));
}

}  // namespace
}  // namespace invariants
