#include "invariants/remember.h"

#include <gtest/gtest.h>

#include <vector>

#include "invariants/ghost.h"
#include "invariants/node_memory.h"
#include "invariants/testing.h"
#include "raft/base/fingerprint.h"

namespace invariants {
namespace {

using raft::MessageType;

constexpr uint64_t kTimeout = 10;

NodeMemory After(Scene& scene, const Ghost& ghost = {}) {
  NodeMemory memory = scene.memory;
  scene.step.election_tick = kTimeout;
  scene.step.limits.max_inflight = 2;
  Remember(scene.View(), ghost, memory);
  return memory;
}

Scene Gets(MessageType type, raft::Term term = 3) {
  Scene scene = Quiet(1, 3);
  scene.memory.timer = 7;
  scene.step.delivered = Delivered{.type = type, .from = 2, .term = term};
  return scene;
}

Scene Leads() {
  Scene scene = Elected(1, 3);
  scene.step.before.role = raft::Role::kLeader;
  scene.peers_before = scene.peers = {{.id = 1}, {.id = 2}, {.id = 3}};
  return scene;
}

uint64_t Fingerprint(const NodeMemory& memory,
                     const std::vector<uint64_t>& names = {}) {
  raft::Fingerprint fingerprint(0, names);
  memory.AddTo(fingerprint);
  return fingerprint.Get();
}

TEST(Remember, CountsTicksUpToATimeout) {
  Scene scene = Quiet(1, 3);
  scene.memory.timer = 7;
  scene.step.ticks = 2;
  EXPECT_EQ(After(scene).timer, 9U);
  scene.step.ticks = 20;
  EXPECT_EQ(After(scene).timer, kTimeout);
}

TEST(Remember, StartsTheTimerAnewForLeadersVotesTermsAndRoles) {
  Scene heard = Gets(MessageType::kHeartbeat);
  EXPECT_EQ(After(heard).timer, 0U);
  Scene older = Gets(MessageType::kHeartbeat, 2);
  EXPECT_EQ(After(older).timer, 7U);
  Scene asked = Gets(MessageType::kVote);
  EXPECT_EQ(After(asked).timer, 7U);
  asked.step.after.vote = 2;
  EXPECT_EQ(After(asked).timer, 0U);
  Scene raised = Gets(MessageType::kVote, 4);
  raised.step.after.term = 4;
  EXPECT_EQ(After(raised).timer, 0U);
  Scene told = Quiet(1, 3);
  told.memory.timer = 7;
  told.step.after.role = raft::Role::kPreCandidate;
  EXPECT_EQ(After(told).timer, 7U);
  told.step.ticks = 3;
  EXPECT_EQ(After(told).timer, 0U);
}

TEST(Remember, KnowsWhoHearsALeaderAndForHowLong) {
  Scene scene = Gets(MessageType::kApp);
  EXPECT_TRUE(After(scene).hears_leader);
  scene = Quiet(1, 3);
  scene.memory.hears_leader = true;
  EXPECT_TRUE(After(scene).hears_leader);
  scene.step.events = 1U << static_cast<int>(Event::kLeaderForgotten);
  EXPECT_FALSE(After(scene).hears_leader);
  scene.step.events = 0;
  scene.step.after.term = 4;
  EXPECT_FALSE(After(scene).hears_leader);
}

TEST(Remember, KeepsPromisesAcrossTermsAndMakesThemAtAStart) {
  Scene scene = Gets(MessageType::kHeartbeat);
  EXPECT_EQ(After(scene).promise, 0U);
  scene.step.by_lease = true;
  EXPECT_EQ(After(scene).promise, kTimeout);
  scene = Quiet(1, 3);
  scene.step.by_lease = true;
  scene.memory.promise = 5;
  scene.step.ticks = 2;
  scene.step.after.term = 4;
  EXPECT_EQ(After(scene).promise, 3U);
  scene = Restarted(1, 3);
  scene.step.by_lease = true;
  EXPECT_EQ(After(scene).promise, kTimeout);
}

TEST(Remember, ObeysOnlyWhoLedTheTerm) {
  Ghost ghost;
  Scene scene = Gets(MessageType::kTimeoutNow);
  scene.step.by_lease = true;
  scene.memory.promise = 5;
  EXPECT_EQ(After(scene, ghost).told, 0U);
  EXPECT_EQ(After(scene, ghost).promise, 5U);
  ghost.leaders = {{3, 2}};
  EXPECT_EQ(After(scene, ghost).told, 3U);
  EXPECT_EQ(After(scene, ghost).promise, 0U);
}

TEST(Remember, KnowsWhatIsOwedUntilItIsSent) {
  Scene scene = Gets(MessageType::kSnap);
  EXPECT_EQ(After(scene).owes, NodeMemory::kAppend);
  scene.sent = {MessageOf(MessageType::kAppResp, 2, 3)};
  EXPECT_EQ(After(scene).owes, NodeMemory::kNothing);
}

TEST(Remember, KnowsWhomALeaderHeardUntilItsQuorumIsChecked) {
  Scene scene = Leads();
  scene.memory.heard = 1 << 3;
  scene.step.delivered = Delivered{
      .type = MessageType::kHeartbeatResp, .from = 2, .term = 3};
  EXPECT_EQ(After(scene).heard, 1U << 2 | 1U << 3);
  scene.step.delivered.reset();
  scene.step.checks_quorum = true;
  scene.memory.timer = 9;
  scene.step.ticks = 1;
  EXPECT_EQ(After(scene).heard, 0U);
  EXPECT_EQ(After(scene).timer, 0U);
  scene.step.checks_quorum = false;
  EXPECT_EQ(After(scene).heard, 1U << 3);
}

TEST(Remember, CountsNewPeersAsHeard) {
  Scene scene = Leads();
  raft::ConfState before;
  before.voters = {1, 2};
  raft::ConfState after = before;
  after.learners = {3};
  scene.step.membership_before = &before;
  scene.step.membership = &after;
  EXPECT_EQ(After(scene).heard, 1U << 3);
}

TEST(Remember, StartsALeadersTimerAnewForATransferOnce) {
  Scene scene = Leads();
  scene.memory.timer = 4;
  scene.step.after.transferee = 2;
  EXPECT_EQ(After(scene).timer, 0U);
  scene.step.before.transferee = 2;
  EXPECT_EQ(After(scene).timer, 4U);
}

TEST(Remember, KeepsWindowsFromTheFirstAcknowledgementOn) {
  Scene scene = Leads();
  scene.peers[1].replicates = true;
  scene.sent = {MessageOf(MessageType::kApp, 2, 3)};
  scene.sent[0].entries = {EntryOf(5, 3, "abc")};
  EXPECT_TRUE(After(scene).windows.empty());
  scene.step.idle_before = true;
  scene.step.delivered = Delivered{
      .type = MessageType::kAppResp, .from = 2, .term = 3, .index = 4};
  ASSERT_EQ(After(scene).windows.size(), 1U);
  EXPECT_EQ(After(scene).windows[0],
            (NodeMemory::Window{.peer = 2, .acknowledged = 4, .sent = {{5, 3}}}));
  scene.memory = After(scene);
  scene.sent.clear();
  scene.step.delivered->index = 5;
  EXPECT_TRUE(After(scene).windows[0].sent.empty());
  scene.peers[1].replicates = false;
  EXPECT_TRUE(After(scene).windows.empty());
}

TEST(Remember, CountsWhatALeaderAppendedAndDidNotApply) {
  Scene scene = Leads();
  scene.step.limits.max_uncommitted_size = 100;
  scene.memory.unapplied = 5;
  scene.appended = {EntryOf(1, 3, "abc")};
  EXPECT_EQ(After(scene).unapplied, 8U);
  scene.applied = {EntryOf(1, 2, "ab")};
  scene.step.skipped_bytes = 1;
  EXPECT_EQ(After(scene).unapplied, 5U);
  scene.step.skipped_bytes = 10;
  EXPECT_EQ(After(scene).unapplied, 0U);
}

TEST(Remember, ForgetsAllInACrash) {
  Scene scene = Crashed(1, 3);
  scene.memory.timer = 3;
  scene.memory.told = 2;
  EXPECT_EQ(After(scene), NodeMemory());
}

TEST(NodeMemory, HasTheFingerprintOfItsNames) {
  NodeMemory memory;
  memory.heard = 1 << 1 | 1 << 3;
  memory.windows = {{.peer = 1, .acknowledged = 4}, {.peer = 3}};
  NodeMemory other;
  other.heard = 1 << 1 | 1 << 2;
  other.windows = {{.peer = 1}, {.peer = 2, .acknowledged = 4}};
  EXPECT_NE(Fingerprint(memory), Fingerprint(other));
  EXPECT_EQ(Fingerprint(memory, {0, 2, 3, 1}), Fingerprint(other, {0, 1, 2}));
  other.told = 1;
  EXPECT_NE(Fingerprint(memory, {0, 2, 3, 1}), Fingerprint(other));
}

}  // namespace
}  // namespace invariants
