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
  scene.step.checks_quorum = true;
  scene.step.election_tick = 10;
  scene.step.ticks = 1;
  scene.memory.timer = 9;
  scene.memory.heard = uint64_t{second} << 2 | uint64_t{third} << 3;
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
  scene.memory.timer = 8;
  EXPECT_TRUE(Holds(QuorumIsChecked(scene.View(), Ghost())));
  scene = Checks(false, false);
  scene.step.checks_quorum = false;
  EXPECT_TRUE(Holds(QuorumIsChecked(scene.View(), Ghost())));
}

// What the leader says of its peers and its timer is not what it is judged by.
TEST(QuorumIsChecked, FallsWhateverTheLeaderBelieves) {
  Scene scene = Checks(false, false);
  scene.step.before.election_elapsed = 3;
  scene.step.after.election_elapsed = 4;
  scene.peers_before = {{.id = 2, .active = true}, {.id = 3, .active = true}};
  EXPECT_FALSE(Holds(QuorumIsChecked(scene.View(), Ghost())));
}

}  // namespace
}  // namespace invariants
