#include "invariants/claims_are_heard.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

// Node 1 of term 5, with entries of the terms 1, 1 and 2, hears from node 2 of
// term 3 that `claimed` is committed.
Scene Hears(raft::EntryId claimed) {
  Scene scene = WithLog(1, 5, {1, 1, 2});
  scene.step.asks_sender = true;
  scene.step.before.commit = scene.step.after.commit = 1;
  scene.step.delivered = Delivered{.type = raft::MessageType::kPreVoteResp,
                                   .from = 2,
                                   .term = 3,
                                   .reject = true,
                                   .claimed = claimed};
  return scene;
}

testing::AssertionResult IsFine(Scene scene) {
  return Holds(ClaimsAreHeard(scene.View(), Ghost()));
}

TEST(ClaimsAreHeard, FallsWhenNothingComesOfOne) {
  EXPECT_TRUE(
      Falls(ClaimsAreHeard(Hears({.term = 2, .index = 3}).View(), Ghost()),
            "claims_are_heard",
            "node 1 of term 5 heard from 2 in term 3 that entry 3 is "
            "committed, has it, and takes 1 for the last that is"));
}

TEST(ClaimsAreHeard, HoldsWhenItIsBelieved) {
  Scene scene = Hears({.term = 2, .index = 3});
  scene.step.after.commit = 3;
  EXPECT_TRUE(IsFine(scene));
}

TEST(ClaimsAreHeard, HoldsForAnEntryThatIsNotThere) {
  EXPECT_TRUE(IsFine(Hears({.term = 3, .index = 3})));
  EXPECT_TRUE(IsFine(Hears({.term = 3, .index = 4})));
}

// Nodes do not listen to those who are not members any more.
TEST(ClaimsAreHeard, HoldsForOneWhomTheNodeDoesNotAsk) {
  Scene scene = Hears({.term = 2, .index = 3});
  scene.step.asks_sender = false;
  EXPECT_TRUE(IsFine(scene));
}

TEST(ClaimsAreHeard, HoldsForALeaderAndWithoutAClaim) {
  Scene scene = Hears({.term = 2, .index = 3});
  scene.step.before.role = raft::Role::kLeader;
  EXPECT_TRUE(IsFine(scene));
  scene = Hears({.term = 2, .index = 3});
  scene.step.delivered->claimed.reset();
  EXPECT_TRUE(IsFine(scene));
}

// Of the same term or a later one, it depends on what the node asked for.
TEST(ClaimsAreHeard, HoldsInAnyTermButAnOlderOne) {
  Scene scene = Hears({.term = 2, .index = 3});
  scene.step.delivered->term = 5;
  EXPECT_TRUE(IsFine(scene));
}

}  // namespace
}  // namespace invariants
