#include "invariants/campaigns_by_its_membership.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

TEST(CampaignsByItsMembership, HoldsWhenAllChangesAreApplied) {
  EXPECT_TRUE(Holds(CampaignsByItsMembership(Elected(1, 2).View(), Ghost())));
}

TEST(CampaignsByItsMembership, FallsWhenOneIsNot) {
  Scene scene = Elected(1, 2);
  scene.step.committed_changes = 1;
  EXPECT_TRUE(Falls(CampaignsByItsMembership(scene.View(), Ghost()),
                    "campaigns_by_its_membership",
                    "node 1 campaigns in term 2; it has committed 0 and "
                    "applied 0, with 1 membership changes"));
}

TEST(CampaignsByItsMembership, FallsWhenASecondShowsThatTheFirstIsCommitted) {
  Scene scene = Elected(1, 2);
  scene.step.later_changes = 1;
  EXPECT_TRUE(Holds(CampaignsByItsMembership(scene.View(), Ghost())));
  scene.step.later_changes = 2;
  EXPECT_TRUE(Falls(CampaignsByItsMembership(scene.View(), Ghost()),
                    "campaigns_by_its_membership",
                    "node 1 campaigns in term 2; it has applied 0, and of the "
                    "2 membership changes that follow all but the last are "
                    "committed"));
}

}  // namespace
}  // namespace invariants
