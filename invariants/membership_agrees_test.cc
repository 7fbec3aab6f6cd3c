#include "invariants/membership_agrees.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

raft::ConfState Of(raft::IdList voters, raft::IdList learners = {}) {
  raft::ConfState members;
  members.voters = voters;
  members.learners = learners;
  return members;
}

// The node applies a change at `index`, or installs a snapshot of it.
Scene Has(raft::NodeId node, raft::Index index, const raft::ConfState& members,
          bool applies = true) {
  Scene scene = Quiet(node, 2);
  scene.step.after.applied = index;
  scene.step.state_hash = 1;
  if (applies) {
    raft::Entry entry = EntryOf(index, 2);
    entry.type = raft::EntryType::kConfChangeV2;
    scene.applied = {entry};
  }
  scene.step.membership = scene.step.node_membership = &members;
  return scene;
}

const raft::ConfState kThree = Of({1, 2, 3});
const raft::ConfState kTwo = Of({1, 2});

Ghost After(Scene scene) {
  Ghost ghost;
  Remember(scene.View(), ghost);
  return ghost;
}

TEST(MembershipAgrees, HoldsForTheSameAtTheSameChange) {
  const Ghost ghost = After(Has(1, 5, kThree));
  EXPECT_TRUE(Holds(MembershipAgrees(Has(2, 5, kThree).View(), ghost)));
  EXPECT_TRUE(Holds(MembershipAgrees(Has(2, 6, kTwo).View(), ghost)));
  EXPECT_TRUE(Holds(MembershipAgrees(Has(2, 8, kThree, false).View(), ghost)));
}

TEST(MembershipAgrees, FallsForAnotherAtTheSameChange) {
  EXPECT_TRUE(Falls(
      MembershipAgrees(Has(2, 5, kTwo).View(), After(Has(1, 5, kThree))),
      "membership_agrees",
      "node 2 has at index 5 voters [1, 2] outgoing [] learners []: another "
      "was seen at index 5"));
}

TEST(MembershipAgrees, FallsForASnapshotWithAnotherThanTheChangeBeforeIt) {
  EXPECT_FALSE(Holds(MembershipAgrees(Has(2, 8, kTwo, false).View(),
                                      After(Has(1, 5, kThree)))));
}

TEST(MembershipAgrees, FallsWhenTheNodeGoesByAnother) {
  Scene scene = Has(1, 5, kThree);
  scene.step.node_membership = &kTwo;
  EXPECT_TRUE(Falls(MembershipAgrees(scene.View(), Ghost()),
                    "membership_agrees", "it goes by another membership"));
}

TEST(MembershipAgrees, FallsForAMembershipThatCannotBe) {
  raft::ConfState left = kThree;
  left.auto_leave = true;
  raft::ConfState stays = Of({1, 2});
  stays.voters_outgoing = {1, 2};
  stays.learners_next = {3};
  for (const raft::ConfState& members :
       {Of({}), Of({1, 2}, {2}), left, stays}) {
    EXPECT_FALSE(Holds(MembershipAgrees(Has(1, 5, members).View(), Ghost())));
  }
}

}  // namespace
}  // namespace invariants
