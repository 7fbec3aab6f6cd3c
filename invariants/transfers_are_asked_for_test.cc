#include "invariants/transfers_are_asked_for.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

// Leader 1 of term 3 tells node 2 to campaign.
Scene Orders() {
  Scene scene = Elected(1, 3);
  scene.step.before.role = raft::Role::kLeader;
  scene.step.atomic = true;
  scene.sent = {MessageOf(raft::MessageType::kTimeoutNow, 2, 3)};
  return scene;
}

// Node 2 asks for votes in term 4, as leader 1 of term 3 told it to.
Scene Asks() {
  Scene scene = Quiet(2, 3);
  scene.step.atomic = true;
  scene.step.after.role = raft::Role::kCandidate;
  scene.step.after.term = 4;
  scene.step.delivered = Delivered{
      .type = raft::MessageType::kTimeoutNow, .from = 1, .term = 3};
  scene.sent = {MessageOf(raft::MessageType::kVote, 3, 4)};
  scene.sent[0].context = raft::Payload(kTransferContext);
  return scene;
}

Ghost Knows() {
  Ghost ghost;
  ghost.leaders = {{3, 1}};
  ghost.asked = {{3, 2}};
  return ghost;
}

TEST(TransfersAreAskedFor, HoldsForAnOrderToAVoter) {
  raft::ConfState members;
  members.voters = {1, 2};
  Scene scene = Orders();
  scene.step.membership_before = &members;
  EXPECT_TRUE(Holds(TransfersAreAskedFor(scene.View(), Knows())));
}

TEST(TransfersAreAskedFor, FallsForAnOrderToWhoDoesNotVote) {
  raft::ConfState members;
  members.voters = {1, 3};
  members.learners = {2};
  Scene scene = Orders();
  scene.step.membership_before = &members;
  EXPECT_TRUE(Falls(TransfersAreAskedFor(scene.View(), Knows()),
                    "transfers_are_asked_for",
                    "node 1 sends node 2 MsgTimeoutNow of term 3 and tells it "
                    "to campaign, which does not vote"));
  members.voters_outgoing = {2};
  EXPECT_TRUE(Holds(TransfersAreAskedFor(scene.View(), Knows())));
}

TEST(TransfersAreAskedFor, FallsForAnOrderOfWhoDoesNotLead) {
  EXPECT_TRUE(Falls(TransfersAreAskedFor(Orders().View(), Ghost()),
                    "transfers_are_asked_for", "without leading that term"));
}

TEST(TransfersAreAskedFor, HoldsForARequestOfWhoWasTold) {
  EXPECT_TRUE(Holds(TransfersAreAskedFor(Asks().View(), Knows())));
  // Where it is sent later.
  Scene scene = Asks();
  scene.step.atomic = false;
  scene.step.delivered.reset();
  scene.memory.told = 3;
  EXPECT_TRUE(Holds(TransfersAreAskedFor(scene.View(), Knows())));
}

TEST(TransfersAreAskedFor, FallsForARequestOfWhoWasNotTold) {
  Scene scene = Asks();
  scene.step.delivered.reset();
  EXPECT_TRUE(Falls(TransfersAreAskedFor(scene.View(), Knows()),
                    "transfers_are_asked_for",
                    "node 2 sends node 3 MsgVote of term 4 and asks for its "
                    "vote as told by a leader, and has not heard so in term "
                    "3"));
  scene.step.atomic = false;
  EXPECT_FALSE(Holds(TransfersAreAskedFor(scene.View(), Knows())));
}

TEST(TransfersAreAskedFor, FallsWhenTheOrderIsOfAnOlderTerm) {
  Scene scene = Asks();
  scene.step.delivered->term = 2;
  EXPECT_FALSE(Holds(TransfersAreAskedFor(scene.View(), Knows())));
}

TEST(TransfersAreAskedFor, FallsForARequestThatNoLeaderAskedFor) {
  Ghost ghost = Knows();
  ghost.asked = {{3, 3}, {2, 2}};
  EXPECT_TRUE(Falls(TransfersAreAskedFor(Asks().View(), ghost),
                    "transfers_are_asked_for", "and no leader of term 3 did"));
}

TEST(TransfersAreAskedFor, FallsForAPreVote) {
  Scene scene = Asks();
  scene.sent[0].type = raft::MessageType::kPreVote;
  EXPECT_FALSE(Holds(TransfersAreAskedFor(scene.View(), Knows())));
}

}  // namespace
}  // namespace invariants
