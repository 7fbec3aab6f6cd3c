#include "invariants/roles_are_clear.h"

#include <gtest/gtest.h>

#include <optional>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

std::optional<Violation> With(raft::Role role, raft::NodeId lead) {
  Scene scene = Quiet(1, 3);
  scene.step.after.role = role;
  scene.step.after.lead = lead;
  return RolesAreClear(scene.View(), Ghost());
}

TEST(RolesAreClear, HoldsForALeaderOfItselfAndACandidateOfNobody) {
  EXPECT_TRUE(Holds(With(raft::Role::kLeader, 1)));
  EXPECT_TRUE(Holds(With(raft::Role::kCandidate, raft::kNone)));
  EXPECT_TRUE(Holds(With(raft::Role::kFollower, 2)));
}

TEST(RolesAreClear, FallsForTheOthers) {
  EXPECT_TRUE(Falls(With(raft::Role::kPreCandidate, 2), "roles_are_clear",
                    "node 1 campaigns in term 3 and takes 2 for its leader"));
  EXPECT_FALSE(Holds(With(raft::Role::kCandidate, 2)));
  EXPECT_FALSE(Holds(With(raft::Role::kLeader, 2)));
  EXPECT_FALSE(Holds(With(raft::Role::kLeader, raft::kNone)));
}

}  // namespace
}  // namespace invariants
