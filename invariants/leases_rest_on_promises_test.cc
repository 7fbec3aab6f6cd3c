#include "invariants/leases_rest_on_promises.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

// Leader 1 of three voters holds a lease.
Scene Leases(bool second, bool third) {
  Scene scene = Elected(1, 2);
  scene.step.holds_lease = true;
  scene.peers = {
      {.id = 1}, {.id = 2, .promises = second}, {.id = 3, .promises = third}};
  static constexpr raft::NodeId kVoters[] = {1, 2, 3};
  scene.step.voters = kVoters;
  return scene;
}

TEST(LeasesRestOnPromises, HoldsWhileAQuorumKeepsToIt) {
  EXPECT_TRUE(Holds(LeasesRestOnPromises(Leases(false, true).View(), Ghost())));
}

TEST(LeasesRestOnPromises, FallsWhenNobodyElseDoes) {
  EXPECT_TRUE(
      Falls(LeasesRestOnPromises(Leases(false, false).View(), Ghost()),
            "leases_rest_on_promises",
            "leader 1 of term 2 holds a lease, and 1 of 3 voters keep to it"));
}

TEST(LeasesRestOnPromises, AsksForBothHalvesOfAJointMembership) {
  Scene scene = Leases(true, false);
  static constexpr raft::NodeId kOutgoing[] = {3};
  scene.step.voters_outgoing = kOutgoing;
  EXPECT_FALSE(Holds(LeasesRestOnPromises(scene.View(), Ghost())));
}

TEST(LeasesRestOnPromises, SaysNothingWithoutALease) {
  Scene scene = Leases(false, false);
  scene.step.holds_lease = false;
  EXPECT_TRUE(Holds(LeasesRestOnPromises(scene.View(), Ghost())));
}

}  // namespace
}  // namespace invariants
