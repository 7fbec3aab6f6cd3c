#include "invariants/stable_is_durable.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

// Three entries, of which two count as durable.
Scene Writes() {
  Scene scene = WithLog(1, 3, {1, 2, 3});
  scene.step.unstable_from = 3;
  scene.step.durable.last_index = 2;
  scene.step.stable_term = 2;
  return scene;
}

TEST(StableIsDurable, HoldsForWhatIsOnTheDisk) {
  EXPECT_TRUE(Holds(StableIsDurable(Writes().View(), Ghost())));
}

TEST(StableIsDurable, FallsWhenTheDiskEndsBefore) {
  Scene scene = Writes();
  scene.step.durable.last_index = 1;
  EXPECT_TRUE(Falls(StableIsDurable(scene.View(), Ghost()), "stable_is_durable",
                    "node 1 takes its log for durable up to 2 of 3, but its "
                    "disk ends at 1"));
}

TEST(StableIsDurable, FallsWhenTheDiskHasAnotherEntry) {
  Scene scene = Writes();
  scene.step.stable_term = 1;
  EXPECT_TRUE(Falls(StableIsDurable(scene.View(), Ghost()), "stable_is_durable",
                    "the disk has an entry of term 1 there, the log one of "
                    "term 2"));
}

TEST(StableIsDurable, FallsWhenNobodyWillWriteTheRest) {
  Scene scene = Writes();
  scene.step.idle = true;
  EXPECT_TRUE(Falls(StableIsDurable(scene.View(), Ghost()), "stable_is_durable",
                    "nothing is left to write"));
}

}  // namespace
}  // namespace invariants
