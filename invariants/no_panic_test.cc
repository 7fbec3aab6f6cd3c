#include "invariants/no_panic.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

TEST(NoPanic, HoldsWhenThereIsNone) {
  EXPECT_TRUE(Holds(NoPanic(Quiet(3, 1).View(), Ghost())));
}

TEST(NoPanic, FallsWithItsText) {
  Scene scene = Quiet(3, 1);
  scene.step.panic = "the log is on fire";
  EXPECT_TRUE(Falls(NoPanic(scene.View(), Ghost()), "no_panic",
                    "node 3: the log is on fire"));
}

}  // namespace
}  // namespace invariants
