#include "invariants/hard_states_never_retreat.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

std::optional<Violation> Check(const raft::HardState& before,
                               const raft::HardState& after) {
  Scene scene = Quiet(1, 3);
  scene.step.hard_state_before = before;
  scene.step.hard_state = after;
  scene.step.durable.last_index = 7;
  return HardStatesNeverRetreat(scene.View(), Ghost());
}

bool FallsWith(const raft::HardState& before, const raft::HardState& after,
               std::string_view evidence) {
  return Falls(Check(before, after), "hard_states_never_retreat", evidence);
}

TEST(HardStatesNeverRetreat, HoldsForWhatGoesOn) {
  const raft::HardState before{.term = 3, .vote = 2, .commit = 5};
  EXPECT_TRUE(Holds(Check(before, before)));
  EXPECT_TRUE(Holds(Check(before, {.term = 3, .vote = 2, .commit = 7})));
  EXPECT_TRUE(Holds(Check(before, {.term = 4, .vote = 1, .commit = 5})));
  EXPECT_TRUE(
      Holds(Check({.term = 3, .vote = raft::kNone, .commit = 5}, before)));
}

TEST(HardStatesNeverRetreat, FallsForEachThatGoesBack) {
  const raft::HardState before{.term = 3, .vote = 2, .commit = 5};
  EXPECT_TRUE(FallsWith(before, {.term = 2, .vote = 2, .commit = 5},
                        "the disk of node 1 goes from term 3 to 2"));
  EXPECT_TRUE(FallsWith(before, {.term = 4, .vote = 2, .commit = 4},
                        "the disk of node 1 goes from commit 5 to 4"));
}

TEST(HardStatesNeverRetreat, FallsForACommitBehindTheEndOfTheLog) {
  EXPECT_TRUE(FallsWith({.term = 3, .vote = 2, .commit = 5},
                        {.term = 3, .vote = 2, .commit = 8},
                        "the disk of node 1 has commit 8, and a log that ends "
                        "at 7"));
}

}  // namespace
}  // namespace invariants
