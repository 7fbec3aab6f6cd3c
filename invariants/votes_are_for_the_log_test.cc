#include "invariants/votes_are_for_the_log.h"

#include <gtest/gtest.h>

#include <optional>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

// Candidate 1 of term 3, with a log that ends with entry 2 of term 1, hears
// from node 2 that it has its vote for the log that ends with `voted`.
Scene Counts(std::optional<raft::EntryId> voted) {
  Scene scene = WithLog(1, 3, {1, 1});
  scene.step.before.role = scene.step.after.role = raft::Role::kCandidate;
  scene.step.last_before = {.term = 1, .index = 2};
  scene.step.counts_vote = true;
  scene.step.delivered = Delivered{.type = raft::MessageType::kVoteResp,
                                   .from = 2,
                                   .term = 3,
                                   .voted_log = voted};
  return scene;
}

testing::AssertionResult IsFine(Scene scene) {
  return Holds(VotesAreForTheLog(scene.View(), Ghost()));
}

TEST(VotesAreForTheLog, FallsForOneThatWasLost) {
  Scene scene = Counts(raft::EntryId{.term = 1, .index = 3});
  EXPECT_TRUE(Falls(VotesAreForTheLog(scene.View(), Ghost()),
                    "votes_are_for_the_log",
                    "node 1 counts the vote of 2 in term 3 for a log that ends "
                    "with entry 3 of term 1; its own ends with 2 of term 1"));
}

TEST(VotesAreForTheLog, FallsForAnotherEntryAtTheSameIndex) {
  Scene scene = Counts(raft::EntryId{.term = 2, .index = 2});
  EXPECT_TRUE(Falls(VotesAreForTheLog(scene.View(), Ghost()),
                    "votes_are_for_the_log", "entry 2 of term 2"));
}

TEST(VotesAreForTheLog, FallsWhenOneDoesNotSayForWhich) {
  Scene scene = Quiet(1, 3);
  scene.sent = {MessageOf(raft::MessageType::kVoteResp, 2, 3)};
  EXPECT_TRUE(Falls(VotesAreForTheLog(scene.View(), Ghost()),
                    "votes_are_for_the_log",
                    "node 1 votes for 2 in term 3 and does not say for which "
                    "log"));
  scene.sent.front().reject = true;
  EXPECT_TRUE(IsFine(scene));
}

TEST(VotesAreForTheLog, HoldsForTheLogThatItHas) {
  EXPECT_TRUE(IsFine(Counts(raft::EntryId{.term = 1, .index = 2})));
}

TEST(VotesAreForTheLog, HoldsWhenTheVoteDoesNotCount) {
  Scene scene = Counts(raft::EntryId{.term = 1, .index = 3});
  scene.step.counts_vote = false;
  EXPECT_TRUE(IsFine(scene));
}

}  // namespace
}  // namespace invariants
