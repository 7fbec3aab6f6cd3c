#include "invariants/acknowledged_writes_survive.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

Scene Acknowledges(raft::Index commit, raft::Index index) {
  Scene scene = Commits(1, 2, {1, 2}, commit);
  scene.answered = {{.client = 7, .sequence = 1, .index = index}};
  return scene;
}

Ghost AfterAcknowledgement() {
  Ghost ghost;
  Remember(Acknowledges(2, 2).View(), ghost);
  return ghost;
}

TEST(AcknowledgedWritesSurvive, HoldsWhenTheWriteIsCommitted) {
  EXPECT_TRUE(
      Holds(AcknowledgedWritesSurvive(Acknowledges(2, 2).View(), Ghost())));
}

TEST(AcknowledgedWritesSurvive, HoldsWhenALaterLeaderHasIt) {
  EXPECT_TRUE(Holds(AcknowledgedWritesSurvive(Elected(2, 3, {1, 2, 2}).View(),
                                              AfterAcknowledgement())));
}

TEST(AcknowledgedWritesSurvive, HoldsWhenALaterLeaderCompactedIt) {
  Scene scene = Elected(2, 3);
  scene.log = FakeLog(9, {2, 2});
  EXPECT_TRUE(
      Holds(AcknowledgedWritesSurvive(scene.View(), AfterAcknowledgement())));
}

TEST(AcknowledgedWritesSurvive, HoldsForALeaderOfATermBefore) {
  EXPECT_TRUE(Holds(AcknowledgedWritesSurvive(Elected(2, 1, {1}).View(),
                                              AfterAcknowledgement())));
}

TEST(AcknowledgedWritesSurvive, FallsWhenTheWriteIsNotCommitted) {
  EXPECT_TRUE(
      Falls(AcknowledgedWritesSurvive(Acknowledges(1, 2).View(), Ghost()),
            "acknowledged_writes_survive",
            "node 1 acknowledged entry 2 to client 7 with commit 1"));
}

TEST(AcknowledgedWritesSurvive, FallsWhenALaterLeaderLacksIt) {
  EXPECT_TRUE(Falls(
      AcknowledgedWritesSurvive(Elected(2, 3, {1}).View(),
                                AfterAcknowledgement()),
      "acknowledged_writes_survive",
      "node 2 leads term 3 without entry 2 of term 2, which a client was told "
      "of in term 2"));
}

TEST(AcknowledgedWritesSurvive, RemembersTheHighestWrite) {
  Ghost ghost = AfterAcknowledgement();
  Remember(Acknowledges(2, 1).View(), ghost);
  EXPECT_FALSE(
      Holds(AcknowledgedWritesSurvive(Elected(2, 3, {1, 1}).View(), ghost)));
}

}  // namespace
}  // namespace invariants
