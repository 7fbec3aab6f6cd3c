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
  scene.peers = {{.id = 2}};
  scene.appended = {EntryOf(1, 2, "0123456789")};
  scene.step.limits.max_uncommitted_size = 5;
  scene.step.uncommitted_size = 10;  // One alone may.
  EXPECT_TRUE(Holds(LimitsAreKept(scene.View(), Ghost())));
  scene.step.uncommitted_size = 20;
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
  scene.peers = {{.id = 2}};
  scene.appended = {EntryOf(2, 2, "")};
  scene.step.limits.max_uncommitted_size = 5;
  scene.step.uncommitted_size = 10;
  EXPECT_TRUE(Holds(LimitsAreKept(scene.View(), Ghost())));
}

}  // namespace
}  // namespace invariants
