#include "invariants/leases_are_exclusive.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

TEST(LeasesAreExclusive, HoldsWhenNobodyHasALease) {
  EXPECT_TRUE(Holds(LeasesAreExclusive(Elected(1, 2).View(), Ghost())));
}

TEST(LeasesAreExclusive, FallsWhenAnotherLeaderHasOne) {
  Scene scene = Elected(1, 2);
  scene.step.leaseholder = 3;
  EXPECT_TRUE(Falls(LeasesAreExclusive(scene.View(), Ghost()),
                    "leases_are_exclusive",
                    "node 1 was elected in term 2 while leader 3"));
}

}  // namespace
}  // namespace invariants
