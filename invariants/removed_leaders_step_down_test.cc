#include "invariants/removed_leaders_step_down.h"

#include <gtest/gtest.h>

#include <vector>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

class RemovedLeadersStepDownTest : public ::testing::Test {
 protected:
  RemovedLeadersStepDownTest() {
    scene_.step.steps_down = true;
    scene_.step.after.role = raft::Role::kLeader;
    scene_.step.voters = voters_;
    scene_.step.voters_outgoing = outgoing_;
  }

  std::optional<Violation> Check() {
    return RemovedLeadersStepDown(scene_.View(), Ghost());
  }

  std::vector<raft::NodeId> voters_ = {2, 3};
  std::vector<raft::NodeId> outgoing_ = {4};
  Scene scene_ = Quiet(1, 3);
};

TEST_F(RemovedLeadersStepDownTest, FallsForALeaderThatIsNoVoter) {
  EXPECT_TRUE(Falls(Check(), "removed_leaders_step_down",
                    "node 1 still leads term 3, is to step down when it is "
                    "removed, and is no voter of its membership"));
}

TEST_F(RemovedLeadersStepDownTest, HoldsForAVoterOfEitherHalf) {
  voters_[0] = 1;
  EXPECT_TRUE(Holds(Check()));
  voters_[0] = 2;
  outgoing_[0] = 1;
  EXPECT_TRUE(Holds(Check()));
}

TEST_F(RemovedLeadersStepDownTest, HoldsForWhoLeadsNoLonger) {
  scene_.step.after.role = raft::Role::kFollower;
  EXPECT_TRUE(Holds(Check()));
}

TEST_F(RemovedLeadersStepDownTest, HoldsForWhoNeedNotStepDown) {
  scene_.step.steps_down = false;
  EXPECT_TRUE(Holds(Check()));
}

}  // namespace
}  // namespace invariants
