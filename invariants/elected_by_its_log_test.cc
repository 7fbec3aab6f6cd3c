#include "invariants/elected_by_its_log.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

// Node 1 of three is elected, with two entries of term 1.
Scene Wins(raft::EntryId second, raft::EntryId third) {
  Scene scene = Elected(1, 3, {1, 1, 3});
  scene.step.last_before = {.term = 1, .index = 2};
  scene.peers = {{.id = 1, .term = 3, .last = {.term = 3, .index = 3}},
                 {.id = 2, .term = 3, .last = second},
                 {.id = 3, .term = 2, .last = third}};
  static constexpr raft::NodeId kVoters[] = {1, 2, 3};
  scene.step.voters = kVoters;
  return scene;
}

TEST(ElectedByItsLog, HoldsWhenOneVoterHasNoMore) {
  Scene scene = Wins({.term = 1, .index = 2}, {.term = 2, .index = 2});
  EXPECT_TRUE(Holds(ElectedByItsLog(scene.View(), Ghost())));
}

TEST(ElectedByItsLog, FallsWhenAllOthersHaveMore) {
  Scene longer = Wins({.term = 1, .index = 3}, {.term = 2, .index = 1});
  EXPECT_TRUE(Falls(ElectedByItsLog(longer.View(), Ghost()),
                    "elected_by_its_log",
                    "node 1 was elected in term 3 with a log that ends with "
                    "entry 2 of term 1: 2 of 3 voters have more"));
}

TEST(ElectedByItsLog, SaysNothingOfVotersThatHaveGoneOn) {
  Scene scene = Wins({.term = 4, .index = 3}, {.term = 2, .index = 1});
  scene.peers[1].term = 4;
  EXPECT_TRUE(Holds(ElectedByItsLog(scene.View(), Ghost())));
}

TEST(ElectedByItsLog, SaysNothingWhenTheVotersHaveChangedSince) {
  Scene scene = Wins({.term = 1, .index = 3}, {.term = 2, .index = 1});
  scene.applied = {EntryOf(2, 1)};
  scene.applied[0].type = raft::EntryType::kConfChangeV2;
  EXPECT_TRUE(Holds(ElectedByItsLog(scene.View(), Ghost())));
}

TEST(ElectedByItsLog, SaysNothingOfAStepWithoutAnElection) {
  Scene scene = Wins({.term = 1, .index = 3}, {.term = 2, .index = 1});
  scene.step.before.role = raft::Role::kLeader;
  EXPECT_TRUE(Holds(ElectedByItsLog(scene.View(), Ghost())));
}

}  // namespace
}  // namespace invariants
