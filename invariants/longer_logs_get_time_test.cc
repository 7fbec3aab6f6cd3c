#include "invariants/longer_logs_get_time.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

// Node 1, whose log ends with entry 7 of term 4, is asked by node 2, whose log
// ends with `last`, and its timer goes on.
Scene AskedBy(raft::EntryId last) {
  Scene scene = Quiet(1, 5);
  scene.step.last_before = {.term = 4, .index = 7};
  scene.step.after.election_elapsed = 3;
  scene.step.delivered = Delivered{.type = raft::MessageType::kVote,
                                   .from = 2,
                                   .term = 5,
                                   .index = last.index,
                                   .log_term = last.term};
  return scene;
}

testing::AssertionResult IsFine(Scene scene) {
  return Holds(LongerLogsGetTime(scene.View(), Ghost()));
}

TEST(LongerLogsGetTime, FallsWhenTheTimerGoesOn) {
  EXPECT_TRUE(Falls(
      LongerLogsGetTime(AskedBy({.term = 4, .index = 8}).View(), Ghost()),
      "longer_logs_get_time",
      "node 1 was asked for a vote by node 2, whose log is longer and whom it "
      "does not ask, and its election timer is at 3"));
  EXPECT_FALSE(IsFine(AskedBy({.term = 5, .index = 2})));
}

TEST(LongerLogsGetTime, HoldsWhenItStartsAnew) {
  Scene scene = AskedBy({.term = 4, .index = 8});
  scene.step.after.election_elapsed = 0;
  EXPECT_TRUE(IsFine(scene));
}

TEST(LongerLogsGetTime, HoldsWhenItStartedAnewBeforeInTheSameTerm) {
  for (const auto type :
       {raft::MessageType::kVote, raft::MessageType::kPreVote}) {
    Ghost ghost;
    Scene first = AskedBy({.term = 4, .index = 8});
    first.step.delivered->type = type;
    first.step.after.election_elapsed = 0;
    Remember(first.View(), ghost);
    Scene again = AskedBy({.term = 4, .index = 8});
    EXPECT_TRUE(Holds(LongerLogsGetTime(again.View(), ghost)));

    Scene later = AskedBy({.term = 4, .index = 8});
    later.step.before.term = later.step.after.term = 6;
    EXPECT_FALSE(Holds(LongerLogsGetTime(later.View(), ghost)));
    // Another disk is another node.
    Scene wiped = Quiet(1, 0);
    wiped.step.wiped = true;
    Remember(wiped.View(), ghost);
    EXPECT_FALSE(Holds(LongerLogsGetTime(again.View(), ghost)));
  }
}

TEST(LongerLogsGetTime, HoldsForALogThatIsNoLonger) {
  EXPECT_TRUE(IsFine(AskedBy({.term = 4, .index = 7})));
  EXPECT_TRUE(IsFine(AskedBy({.term = 3, .index = 9})));
}

TEST(LongerLogsGetTime, HoldsWhereBothAskEachOther) {
  Scene scene = AskedBy({.term = 4, .index = 8});
  scene.step.asks_sender = true;
  EXPECT_TRUE(IsFine(scene));
}

TEST(LongerLogsGetTime, HoldsUnderALeaderAndWithinALease) {
  Scene scene = AskedBy({.term = 4, .index = 8});
  scene.step.before.lead = scene.step.after.lead = 3;
  EXPECT_TRUE(IsFine(scene));
  scene = AskedBy({.term = 4, .index = 8});
  scene.step.in_lease = true;
  EXPECT_TRUE(IsFine(scene));
}

}  // namespace
}  // namespace invariants
