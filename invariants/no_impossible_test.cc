#include "invariants/no_impossible.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

TEST(NoImpossible, HoldsWhenThereIsNone) {
  EXPECT_TRUE(Holds(NoImpossible(Quiet(3, 1).View(), Ghost())));
}

TEST(NoImpossible, FallsWithItsText) {
  Scene scene = Quiet(3, 1);
  scene.step.impossible = "the log is on fire";
  EXPECT_TRUE(Falls(NoImpossible(scene.View(), Ghost()), "no_impossible",
                    "node 3: the log is on fire"));
}

}  // namespace
}  // namespace invariants
