#include "invariants/linearizable.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

TEST(Linearizable, HoldsWhenThereIsAnOrder) {
  EXPECT_TRUE(Holds(Linearizable(Quiet(3, 1).View(), Ghost())));
}

TEST(Linearizable, FallsWithTheReasonWhyThereIsNone) {
  Scene scene = Quiet(3, 1);
  scene.step.no_order = "nobody wrote what it saw";
  EXPECT_TRUE(Falls(Linearizable(scene.View(), Ghost()), "linearizability",
                    "nobody wrote what it saw"));
}

}  // namespace
}  // namespace invariants
