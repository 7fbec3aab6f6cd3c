#include "invariants/transfers_end.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

Scene Transfers(uint64_t elapsed_before, uint64_t elapsed) {
  Scene scene = Elected(1, 2);
  scene.step.election_tick = 10;
  scene.step.before.transferee = scene.step.after.transferee = 3;
  scene.step.before.election_elapsed = elapsed_before;
  scene.step.after.election_elapsed = elapsed;
  return scene;
}

TEST(TransfersEnd, HoldsWhileTheTimerRuns) {
  EXPECT_TRUE(Holds(TransfersEnd(Transfers(3, 4).View(), Ghost())));
  EXPECT_TRUE(Holds(TransfersEnd(Transfers(3, 3).View(), Ghost())));
}

TEST(TransfersEnd, FallsWhenTheTimerStartsAnew) {
  EXPECT_TRUE(Falls(TransfersEnd(Transfers(3, 0).View(), Ghost()),
                    "transfers_end",
                    "leader 1 gives its transfer to 3 more time: its timer "
                    "goes from 3 to 0"));
}

TEST(TransfersEnd, FallsWhenTheTimeIsOverWhateverTheTimerSays) {
  Scene scene = Transfers(3, 4);
  scene.memory.timer = 8;
  scene.step.ticks = 1;
  EXPECT_TRUE(Holds(TransfersEnd(scene.View(), Ghost())));
  scene.memory.timer = 9;
  EXPECT_TRUE(Falls(TransfersEnd(scene.View(), Ghost()), "transfers_end",
                    "leader 1 still hands over to 3 after 10 ticks"));
}

TEST(TransfersEnd, HoldsForATransferToAnotherNode) {
  Scene scene = Transfers(3, 0);
  scene.step.after.transferee = 2;
  EXPECT_TRUE(Holds(TransfersEnd(scene.View(), Ghost())));
}

}  // namespace
}  // namespace invariants
