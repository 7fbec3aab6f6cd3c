#include "invariants/only_voters_are_elected.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

TEST(OnlyVotersAreElected, HoldsForAVoterAndWhenNobodyIsElected) {
  Scene scene = Elected(1, 3);
  scene.step.elected_voter = true;
  EXPECT_TRUE(Holds(OnlyVotersAreElected(scene.View(), Ghost())));
  EXPECT_TRUE(Holds(OnlyVotersAreElected(Quiet(1, 3).View(), Ghost())));
}

TEST(OnlyVotersAreElected, FallsForAnybodyElse) {
  Scene scene = Elected(1, 3);
  scene.step.elected_voter = false;
  EXPECT_TRUE(Falls(OnlyVotersAreElected(scene.View(), Ghost()),
                    "only_voters_are_elected",
                    "node 1 leads term 3 and is no voter of its own "
                    "membership"));
}

}  // namespace
}  // namespace invariants
