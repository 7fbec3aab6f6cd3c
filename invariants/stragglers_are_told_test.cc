#include "invariants/stragglers_are_told.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

// Node 1 of term 5 gets something of term 3 from node 2.
Scene Gets(raft::MessageType type) {
  Scene scene = Quiet(1, 5);
  scene.step.idle = scene.step.tells_old_leader = true;
  scene.step.asks_sender = true;
  scene.step.delivered = Delivered{.type = type, .from = 2, .term = 3};
  return scene;
}

TEST(StragglersAreTold, HoldsWhenTheyAreAnswered) {
  Scene scene = Gets(raft::MessageType::kPreVote);
  scene.sent = {MessageOf(raft::MessageType::kPreVoteResp, 2, 5, true)};
  EXPECT_TRUE(Holds(StragglersAreTold(scene.View(), Ghost())));
  scene = Gets(raft::MessageType::kApp);
  scene.sent = {MessageOf(raft::MessageType::kAppResp, 2, 5)};
  EXPECT_TRUE(Holds(StragglersAreTold(scene.View(), Ghost())));
}

TEST(StragglersAreTold, FallsWhenTheyHearNothing) {
  EXPECT_TRUE(Falls(
      StragglersAreTold(Gets(raft::MessageType::kPreVote).View(), Ghost()),
      "stragglers_are_told",
      "node 1 of term 5 got MsgPreVote of term 3 from 2 and says nothing"));
  EXPECT_FALSE(Holds(
      StragglersAreTold(Gets(raft::MessageType::kHeartbeat).View(), Ghost())));
}

TEST(StragglersAreTold, FallsWhenACandidateOfLongAgoHearsNothing) {
  Scene scene = Gets(raft::MessageType::kVote);
  EXPECT_TRUE(Holds(StragglersAreTold(scene.View(), Ghost())));
  scene.step.delivered->term = 2;
  EXPECT_FALSE(Holds(StragglersAreTold(scene.View(), Ghost())));
  scene.sent = {MessageOf(raft::MessageType::kVoteResp, 2, 5, true)};
  EXPECT_TRUE(Holds(StragglersAreTold(scene.View(), Ghost())));
}

TEST(StragglersAreTold, FallsWhenACandidateThatIsNotAskedHearsNothing) {
  Scene scene = Gets(raft::MessageType::kVote);
  scene.step.asks_sender = false;
  EXPECT_FALSE(Holds(StragglersAreTold(scene.View(), Ghost())));
  scene.sent = {MessageOf(raft::MessageType::kVoteResp, 2, 5, true)};
  EXPECT_TRUE(Holds(StragglersAreTold(scene.View(), Ghost())));
}

TEST(StragglersAreTold, HoldsWhileAnAnswerMayStillCome) {
  Scene scene = Gets(raft::MessageType::kPreVote);
  scene.step.idle = false;
  EXPECT_TRUE(Holds(StragglersAreTold(scene.View(), Ghost())));
}

TEST(StragglersAreTold, HoldsForAVoterWithoutSuchWays) {
  Scene scene = Gets(raft::MessageType::kApp);
  scene.step.tells_old_leader = false;
  EXPECT_TRUE(Holds(StragglersAreTold(scene.View(), Ghost())));
}

}  // namespace
}  // namespace invariants
