#include "invariants/one_change_at_a_time.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

TEST(OneChangeAtATime, HoldsForOneAndFallsForTwo) {
  Scene scene = Quiet(1, 3);
  EXPECT_TRUE(Holds(OneChangeAtATime(scene.View(), Ghost())));
  scene.step.unapplied_changes = 1;
  EXPECT_TRUE(Holds(OneChangeAtATime(scene.View(), Ghost())));
  scene.step.unapplied_changes = 2;
  EXPECT_TRUE(Falls(OneChangeAtATime(scene.View(), Ghost()),
                    "one_change_at_a_time",
                    "leader 1 of term 3 appended a membership change while 1 "
                    "others in its log are not applied"));
}

}  // namespace
}  // namespace invariants
