#include "invariants/election_safety.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

TEST(ElectionSafety, HoldsWhenEachTermHasItsLeader) {
  Ghost ghost;
  Remember(Elected(1, 2).View(), ghost);
  EXPECT_TRUE(Holds(ElectionSafety(Elected(2, 3).View(), ghost)));
  Remember(Elected(2, 3).View(), ghost);
  EXPECT_TRUE(Holds(ElectionSafety(Elected(1, 4).View(), ghost)));
}

TEST(ElectionSafety, HoldsWhileALeaderGoesOnLeading) {
  Ghost ghost;
  Remember(Elected(1, 2).View(), ghost);
  Scene leads = Elected(1, 2);
  leads.step.before.role = raft::Role::kLeader;
  EXPECT_TRUE(Holds(ElectionSafety(leads.View(), ghost)));
}

TEST(ElectionSafety, FallsWhenTwoNodesLeadATerm) {
  Ghost ghost;
  Remember(Elected(1, 2).View(), ghost);
  Remember(Elected(3, 5).View(), ghost);
  EXPECT_TRUE(Falls(ElectionSafety(Elected(2, 2).View(), ghost),
                    "election_safety", "nodes 1 and 2 both lead term 2"));
}

TEST(ElectionSafety, FallsWhenANodeIsElectedTwiceInATerm) {
  Ghost ghost;
  Remember(Elected(1, 2).View(), ghost);
  EXPECT_TRUE(Falls(ElectionSafety(Elected(1, 2).View(), ghost),
                    "election_safety", "node 1 was elected in term 2 twice"));
}

}  // namespace
}  // namespace invariants
