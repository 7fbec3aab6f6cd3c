#include "invariants/quorum_is_checked.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

// The leader of nodes 1, 2 and 3 checks its quorum and stays.
Scene Checks(bool second, bool third) {
  Scene scene = Elected(1, 2);
  scene.step.before.role = raft::Role::kLeader;
  scene.step.ticked = scene.step.checks_quorum = true;
  scene.step.before.election_elapsed = 9;
  scene.peers_before = {{.id = 1, .active = true},
                        {.id = 2, .active = second},
                        {.id = 3, .active = third}};
  static constexpr raft::NodeId kVoters[] = {1, 2, 3};
  scene.step.voters = kVoters;
  return scene;
}

Scene StepsDown(bool second, bool third) {
  Scene scene = Checks(second, third);
  scene.step.after.role = raft::Role::kFollower;
  return scene;
}

TEST(QuorumIsChecked, HoldsForALeaderThatHearsAQuorumAndStays) {
  EXPECT_TRUE(Holds(QuorumIsChecked(Checks(true, false).View(), Ghost())));
  EXPECT_TRUE(Holds(QuorumIsChecked(StepsDown(false, false).View(), Ghost())));
}

TEST(QuorumIsChecked, FallsWhenALeaderStaysAlone) {
  EXPECT_TRUE(Falls(QuorumIsChecked(Checks(false, false).View(), Ghost()),
                    "quorum_is_checked",
                    "leader 1 of term 2 stays, though it heard from no"));
}

TEST(QuorumIsChecked, FallsWhenALeaderWithAQuorumStepsDown) {
  EXPECT_TRUE(Falls(QuorumIsChecked(StepsDown(false, true).View(), Ghost()),
                    "quorum_is_checked", "steps down, though it heard from a"));
}

TEST(QuorumIsChecked, AsksForBothHalvesOfAJointMembership) {
  Scene scene = Checks(true, false);
  static constexpr raft::NodeId kOutgoing[] = {3};
  scene.step.voters_outgoing = kOutgoing;
  EXPECT_FALSE(Holds(QuorumIsChecked(scene.View(), Ghost())));
}

TEST(QuorumIsChecked, HoldsBetweenChecksAndWithoutThem) {
  Scene scene = Checks(false, false);
  scene.step.after.election_elapsed = 10;
  EXPECT_TRUE(Holds(QuorumIsChecked(scene.View(), Ghost())));
  scene = Checks(false, false);
  scene.step.checks_quorum = false;
  EXPECT_TRUE(Holds(QuorumIsChecked(scene.View(), Ghost())));
}

}  // namespace
}  // namespace invariants
