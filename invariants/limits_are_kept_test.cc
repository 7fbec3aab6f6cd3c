#include "invariants/limits_are_kept.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

Scene Appends(size_t entries, uint64_t limit) {
  Scene scene = Quiet(1, 2);
  raft::Message message = MessageOf(raft::MessageType::kApp, 2, 2);
  for (size_t i = 0; i < entries; ++i) {
    message.entries.push_back(EntryOf(i + 1, 2, "0123456789"));
  }
  scene.sent = {message};
  scene.step.limits.max_size_per_message = limit;
  return scene;
}

TEST(LimitsAreKept, HoldsForMessagesWithinTheLimitAndForOneEntry) {
  EXPECT_TRUE(Holds(LimitsAreKept(Appends(2, 32).View(), Ghost())));
  EXPECT_TRUE(Holds(LimitsAreKept(Appends(1, 0).View(), Ghost())));
}

TEST(LimitsAreKept, FallsForALargerMessage) {
  EXPECT_TRUE(Falls(LimitsAreKept(Appends(2, 31).View(), Ghost()),
                    "limits_are_kept",
                    "node 1 has 2 entries of 32 bytes in one append, allowed "
                    "are 31"));
}

TEST(LimitsAreKept, FallsWhenTooMuchIsAppliedAtOnce) {
  Scene scene = Quiet(1, 2);
  scene.applied = {EntryOf(1, 2, "0123456789"), EntryOf(2, 2, "0123456789")};
  scene.step.limits.max_committed_size = 32;
  EXPECT_TRUE(Holds(LimitsAreKept(scene.View(), Ghost())));
  scene.step.limits.max_committed_size = 31;
  EXPECT_FALSE(Holds(LimitsAreKept(scene.View(), Ghost())));
}

TEST(LimitsAreKept, FallsWhenTooManyAppendsAreInFlight) {
  Scene scene = Quiet(1, 2);
  scene.peers = {{.id = 2, .inflight = 4}};
  scene.step.limits.max_inflight = 4;
  EXPECT_TRUE(Holds(LimitsAreKept(scene.View(), Ghost())));
  scene.step.limits.max_inflight = 3;
  EXPECT_FALSE(Holds(LimitsAreKept(scene.View(), Ghost())));
}

TEST(LimitsAreKept, FallsWhenMoreThanOneProposalPassesTheUncommittedSize) {
  Scene scene = Quiet(1, 2);
  scene.step.before.role = scene.step.after.role = raft::Role::kLeader;
  scene.peers = {{.id = 2}};
  scene.appended = {EntryOf(1, 2, "0123456789")};
  scene.step.limits.max_uncommitted_size = 10;
  scene.memory.unapplied = 0;
  EXPECT_TRUE(Holds(LimitsAreKept(scene.View(), Ghost())));
  scene.step.limits.max_uncommitted_size = 5;  // One alone may.
  EXPECT_TRUE(Holds(LimitsAreKept(scene.View(), Ghost())));
  scene.step.limits.max_uncommitted_size = 11;
  scene.memory.unapplied = 1;
  EXPECT_TRUE(Holds(LimitsAreKept(scene.View(), Ghost())));
  scene.memory.unapplied = 2;
  EXPECT_FALSE(Holds(LimitsAreKept(scene.View(), Ghost())));
}

// Leader 1 sends node 2 one entry of ten bytes, and one was sent before.
Scene SendsOnceMore() {
  Scene scene = Appends(1, raft::kUnlimited);
  scene.peers_before = scene.peers = {{.id = 2, .replicates = true}};
  scene.sent[0].entries[0].index = 6;
  scene.memory.windows = {{.peer = 2, .acknowledged = 4, .sent = {{5, 10}}}};
  return scene;
}

TEST(LimitsAreKept, FallsWhenMoreAppendsAreSentThanTheWindowHas) {
  Scene scene = SendsOnceMore();
  scene.step.limits.max_inflight = 2;
  EXPECT_TRUE(Holds(LimitsAreKept(scene.View(), Ghost())));
  scene.step.limits.max_inflight = 1;
  EXPECT_TRUE(Falls(LimitsAreKept(scene.View(), Ghost()), "limits_are_kept",
                    "node 1 has sent one more append to node 2 than 1"));
  scene.step.delivered = Delivered{.type = raft::MessageType::kAppResp,
                                   .from = 2,
                                   .term = 2,
                                   .index = 5};
  EXPECT_TRUE(Holds(LimitsAreKept(scene.View(), Ghost())));
}

TEST(LimitsAreKept, FallsWhenMoreBytesAreSentThanTheWindowHas) {
  Scene scene = SendsOnceMore();
  scene.step.limits.max_inflight_bytes = 11;
  EXPECT_TRUE(Holds(LimitsAreKept(scene.View(), Ghost())));
  scene.step.limits.max_inflight_bytes = 10;
  EXPECT_FALSE(Holds(LimitsAreKept(scene.View(), Ghost())));
}

// The append that fills the window may overshoot it, none after that.
TEST(LimitsAreKept, FallsWhenAnAppendFollowsAFullWindowOfBytes) {
  Scene scene = Quiet(1, 2);
  scene.peers = {{.id = 2,
                  .inflight = 3,
                  .inflight_bytes = 150,
                  .inflight_bytes_before_newest = 99}};
  scene.step.limits.max_inflight_bytes = 100;
  EXPECT_TRUE(Holds(LimitsAreKept(scene.View(), Ghost())));
  scene.peers.front().inflight_bytes_before_newest = 100;
  EXPECT_TRUE(Falls(LimitsAreKept(scene.View(), Ghost()), "limits_are_kept",
                    "node 1 has 100 bytes and one more append in flight to "
                    "node 2, allowed are 100"));
}

// As when a second membership change is refused while the first one is large.
TEST(LimitsAreKept, HoldsWhenAnEntryWithoutPayloadFollowsALargeOne) {
  Scene scene = Quiet(1, 2);
  scene.step.before.role = scene.step.after.role = raft::Role::kLeader;
  scene.peers = {{.id = 2}};
  scene.appended = {EntryOf(2, 2, "")};
  scene.step.limits.max_uncommitted_size = 5;
  scene.memory.unapplied = 10;
  EXPECT_TRUE(Holds(LimitsAreKept(scene.View(), Ghost())));
}

}  // namespace
}  // namespace invariants
