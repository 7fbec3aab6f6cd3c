#include "invariants/campaigns_have_a_cause.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

// Node 1 campaigns after `before` ticks and `ticks` more.
Scene Campaigns(uint64_t before, uint64_t ticks) {
  Scene scene = Quiet(1, 3);
  scene.step.election_tick = 10;
  scene.step.ticks = ticks;
  scene.memory.timer = before;
  scene.step.after.role = raft::Role::kCandidate;
  scene.step.after.term = 4;
  return scene;
}

Scene After(raft::MessageType type) {
  Scene scene = Campaigns(10, 0);
  scene.step.delivered = Delivered{.type = type, .from = 2, .term = 3};
  return scene;
}

TEST(CampaignsHaveACause, HoldsAfterAnElectionTimeout) {
  EXPECT_TRUE(Holds(CampaignsHaveACause(Campaigns(9, 1).View(), Ghost())));
}

TEST(CampaignsHaveACause, FallsBeforeTheElectionTimeout) {
  EXPECT_TRUE(Falls(CampaignsHaveACause(Campaigns(8, 1).View(), Ghost()),
                    "campaigns_have_a_cause",
                    "node 1 campaigns in term 4 after 9 ticks, and its "
                    "election timeout is 10"));
}

TEST(CampaignsHaveACause, FallsForACandidateThatCampaignsBecauseItIsAsked) {
  Scene scene = After(raft::MessageType::kVote);
  scene.step.before.role = raft::Role::kCandidate;
  EXPECT_TRUE(Falls(CampaignsHaveACause(scene.View(), Ghost()),
                    "campaigns_have_a_cause",
                    "node 1 campaigns in term 4 because of MsgVote of term 3 "
                    "from 2"));
  scene.step.after.term = 3;  // No other campaign than before.
  EXPECT_TRUE(Holds(CampaignsHaveACause(scene.View(), Ghost())));
}

TEST(CampaignsHaveACause, HoldsForWhoIsToldByItsLeader) {
  Scene scene = After(raft::MessageType::kTimeoutNow);
  EXPECT_FALSE(Holds(CampaignsHaveACause(scene.View(), Ghost())));
  Ghost ghost;
  ghost.leaders = {{3, 2}};
  EXPECT_TRUE(Holds(CampaignsHaveACause(scene.View(), ghost)));
}

TEST(CampaignsHaveACause, HoldsForWhoIsToldByAnOperator) {
  Scene scene = Campaigns(0, 0);
  EXPECT_TRUE(Falls(CampaignsHaveACause(scene.View(), Ghost()),
                    "campaigns_have_a_cause", "and no time has passed"));
  scene.step.events = 1U << static_cast<int>(Event::kCampaignForced);
  EXPECT_TRUE(Holds(CampaignsHaveACause(scene.View(), Ghost())));
}

TEST(CampaignsHaveACause, HoldsForWhoIsGrantedPreVotes) {
  Scene scene = After(raft::MessageType::kPreVoteResp);
  scene.step.before.role = raft::Role::kPreCandidate;
  EXPECT_TRUE(Holds(CampaignsHaveACause(scene.View(), Ghost())));
  scene.step.delivered->reject = true;
  EXPECT_FALSE(Holds(CampaignsHaveACause(scene.View(), Ghost())));
}

TEST(CampaignsHaveACause, CountsPreVotesThatAreAskedForOnceMore) {
  Scene scene = Campaigns(3, 1);
  scene.step.atomic = true;
  scene.step.after.term = 3;
  scene.step.before.role = scene.step.after.role = raft::Role::kPreCandidate;
  EXPECT_TRUE(Holds(CampaignsHaveACause(scene.View(), Ghost())));
  scene.sent = {MessageOf(raft::MessageType::kPreVote, 2, 4)};
  EXPECT_FALSE(Holds(CampaignsHaveACause(scene.View(), Ghost())));
}

}  // namespace
}  // namespace invariants
