#include "invariants/progress.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

Step SettledStep(const char* missing) {
  Step step;
  step.settled = Settled{.rounds = 240, .bound = 240, .missing = missing};
  return step;
}

TEST(Progress, HoldsWhenNothingIsMissingAndOutsideOfASettlePhase) {
  EXPECT_TRUE(Holds(Progress(SettledStep(""), Ghost())));
  EXPECT_TRUE(Holds(Progress(Quiet(1, 2).View(), Ghost())));
}

TEST(Progress, FallsWithWhatIsMissing) {
  EXPECT_TRUE(Falls(Progress(SettledStep("nobody leads"), Ghost()), "progress",
                    "after 240 rounds without a fault: nobody leads"));
}

}  // namespace
}  // namespace invariants
