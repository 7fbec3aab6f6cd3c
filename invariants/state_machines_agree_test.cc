#include "invariants/state_machines_agree.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

Scene At(raft::NodeId node, raft::Index applied, uint64_t hash) {
  Scene scene = Quiet(node, 2);
  scene.step.after.applied = applied;
  scene.step.state_hash = hash;
  return scene;
}

Ghost After(Scene scene) {
  Ghost ghost;
  Remember(scene.View(), ghost);
  return ghost;
}

TEST(StateMachinesAgree, HoldsForEqualStatesAndAtOtherIndexes) {
  const Ghost ghost = After(At(1, 5, 77));
  EXPECT_TRUE(Holds(StateMachinesAgree(At(2, 5, 77).View(), ghost)));
  EXPECT_TRUE(Holds(StateMachinesAgree(At(2, 4, 78).View(), ghost)));
  EXPECT_TRUE(Holds(StateMachinesAgree(At(2, 6, 78).View(), ghost)));
}

TEST(StateMachinesAgree, FallsForDifferentStatesAtOneIndex) {
  EXPECT_TRUE(
      Falls(StateMachinesAgree(At(2, 5, 78).View(), After(At(1, 5, 77))),
            "state_machines_agree",
            "the state of node 2 at index 5 is 000000000000004e, where "
            "000000000000004d was seen before"));
}

}  // namespace
}  // namespace invariants
