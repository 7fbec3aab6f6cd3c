#include "invariants/state_machine_safety.h"

#include <gtest/gtest.h>

#include <utility>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

Scene Applies(raft::NodeId node, raft::Entry entry) {
  Scene scene = Quiet(node, 3);
  scene.applied = {std::move(entry)};
  return scene;
}

Ghost AfterOneEntry() {
  Ghost ghost;
  Remember(Applies(1, EntryOf(1, 2, "a")).View(), ghost);
  return ghost;
}

TEST(StateMachineSafety, HoldsWhenAllApplyTheSame) {
  Scene scene = Applies(2, EntryOf(1, 2, "a"));
  EXPECT_TRUE(Holds(StateMachineSafety(scene.View(), AfterOneEntry())));
}

TEST(StateMachineSafety, HoldsForWhatNobodyAppliedBefore) {
  Scene scene = Applies(2, EntryOf(2, 2, "b"));
  EXPECT_TRUE(Holds(StateMachineSafety(scene.View(), AfterOneEntry())));
}

TEST(StateMachineSafety, FallsWhenTheDataDiffers) {
  Scene scene = Applies(2, EntryOf(1, 2, "b"));
  EXPECT_TRUE(Falls(StateMachineSafety(scene.View(), AfterOneEntry()),
                    "state_machine_safety",
                    "node 2 applied entry 1 of term 2 with content"));
}

TEST(StateMachineSafety, FallsWhenTheTermDiffers) {
  Scene scene = Applies(2, EntryOf(1, 3, "a"));
  EXPECT_TRUE(Falls(StateMachineSafety(scene.View(), AfterOneEntry()),
                    "state_machine_safety", "where one of term 2"));
}

TEST(StateMachineSafety, FallsWhenTheTypeDiffers) {
  Scene scene = Applies(1, EntryOf(1, 2, "a"));
  scene.applied[0].type = raft::EntryType::kConfChange;
  EXPECT_FALSE(Holds(StateMachineSafety(scene.View(), AfterOneEntry())));
}

}  // namespace
}  // namespace invariants
