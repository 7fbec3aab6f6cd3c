#include "invariants/leaders_are_answered.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

// Node 1 gets a message from the leader of its term, and is done with it.
Scene Gets(raft::MessageType type) {
  Scene scene = Quiet(1, 3);
  scene.step.idle = true;
  scene.step.after.lead = 2;
  scene.step.delivered = Delivered{.type = type, .from = 2, .term = 3};
  return scene;
}

TEST(LeadersAreAnswered, FallsWhenNothingIsSent) {
  EXPECT_TRUE(Falls(
      LeadersAreAnswered(Gets(raft::MessageType::kApp).View(), Ghost()),
      "leaders_are_answered",
      "node 1 of term 3 has got entries or a snapshot from its leader 2, has "
      "nothing left to do, and does not answer"));
  EXPECT_FALSE(Holds(
      LeadersAreAnswered(Gets(raft::MessageType::kSnap).View(), Ghost())));
  EXPECT_FALSE(Holds(
      LeadersAreAnswered(Gets(raft::MessageType::kHeartbeat).View(), Ghost())));
}

TEST(LeadersAreAnswered, HoldsForAnAnswerOfEitherKind) {
  Scene scene = Gets(raft::MessageType::kApp);
  scene.sent = {MessageOf(raft::MessageType::kAppResp, 2, 3, true)};
  EXPECT_TRUE(Holds(LeadersAreAnswered(scene.View(), Ghost())));
  scene = Gets(raft::MessageType::kHeartbeat);
  scene.sent = {MessageOf(raft::MessageType::kAppResp, 2, 3)};
  EXPECT_FALSE(Holds(LeadersAreAnswered(scene.View(), Ghost())));
  scene.sent = {MessageOf(raft::MessageType::kHeartbeatResp, 2, 3)};
  EXPECT_TRUE(Holds(LeadersAreAnswered(scene.View(), Ghost())));
}

TEST(LeadersAreAnswered, WaitsAsLongAsThereIsSomethingToDo) {
  Scene scene = Gets(raft::MessageType::kApp);
  scene.step.idle = false;
  EXPECT_TRUE(Holds(LeadersAreAnswered(scene.View(), Ghost())));
  scene = Quiet(1, 3);
  scene.memory.owes = NodeMemory::kAppend;
  EXPECT_TRUE(Holds(LeadersAreAnswered(scene.View(), Ghost())));
  scene.step.idle = true;
  EXPECT_FALSE(Holds(LeadersAreAnswered(scene.View(), Ghost())));
}

TEST(LeadersAreAnswered, OwesNothingToOlderTerms) {
  Scene scene = Gets(raft::MessageType::kApp);
  scene.step.delivered->term = 2;
  EXPECT_TRUE(Holds(LeadersAreAnswered(scene.View(), Ghost())));
}

}  // namespace
}  // namespace invariants
