#include "invariants/leaders_are_heard.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

Scene Heard(raft::MessageType type, uint64_t elapsed) {
  Scene scene = Quiet(1, 3);
  scene.step.after.election_elapsed = elapsed;
  scene.step.delivered = Delivered{.type = type, .from = 2, .term = 3};
  return scene;
}

TEST(LeadersAreHeard, HoldsWhenTheTimerStartsAnew) {
  EXPECT_TRUE(Holds(LeadersAreHeard(
      Heard(raft::MessageType::kHeartbeat, 0).View(), Ghost())));
}

TEST(LeadersAreHeard, FallsWhenTheTimerGoesOn) {
  for (const raft::MessageType type :
       {raft::MessageType::kApp, raft::MessageType::kHeartbeat,
        raft::MessageType::kSnap}) {
    EXPECT_TRUE(Falls(LeadersAreHeard(Heard(type, 4).View(), Ghost()),
                      "leaders_are_heard",
                      "node 1 heard from leader 2 of term 3, and its election "
                      "timer is at 4"));
  }
}

TEST(LeadersAreHeard, SaysNothingOfOthersAndOfOldTerms) {
  EXPECT_TRUE(Holds(
      LeadersAreHeard(Heard(raft::MessageType::kPreVote, 4).View(), Ghost())));
  Scene scene = Heard(raft::MessageType::kHeartbeat, 4);
  scene.step.delivered->term = 2;
  EXPECT_TRUE(Holds(LeadersAreHeard(scene.View(), Ghost())));
}

}  // namespace
}  // namespace invariants
