#include "harness/run/expected.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace harness {
namespace {

using invariants::Milestone;

bool Misses(const Expected& expected, const invariants::Milestones& reached,
            Milestone milestone) {
  const auto missing = expected.Missing(reached);
  return std::find(missing.begin(), missing.end(), milestone) != missing.end();
}

TEST(Expected, IsMissingOnlyAfterManyActions) {
  Expected expected;
  expected.Add(harness::Setup(), kActionsForAMilestone - 1);
  EXPECT_TRUE(expected.Missing({}).empty());
  expected.Add(harness::Setup(), 1);
  EXPECT_TRUE(Misses(expected, {}, Milestone::kTransferDone));
}

TEST(Expected, IsNotMissingOnceItWasReached) {
  Expected expected;
  expected.Add(harness::Setup(), kActionsForAMilestone);
  invariants::Milestones reached;
  reached.Add(Milestone::kTransferDone);
  EXPECT_FALSE(Misses(expected, reached, Milestone::kTransferDone));
  EXPECT_TRUE(Misses(expected, reached, Milestone::kTransferAborted));
}

TEST(Expected, DependsOnTheSetup) {
  harness::Setup setup;
  EXPECT_FALSE(Allows(setup, Milestone::kPreVoteGranted));
  setup.pre_vote = 7;
  EXPECT_TRUE(Allows(setup, Milestone::kPreVoteGranted));
  EXPECT_FALSE(Allows(setup, Milestone::kUnsyncedLost));
  EXPECT_TRUE(Allows(setup, Milestone::kReadByQuorum));
  setup.drive = 2;
  EXPECT_TRUE(Allows(setup, Milestone::kUnsyncedLost));
  EXPECT_FALSE(Allows(setup, Milestone::kReadByQuorum));
  EXPECT_FALSE(Allows(setup, Milestone::kProposalTooLarge));
  setup.max_uncommitted_size = 60;
  EXPECT_TRUE(Allows(setup, Milestone::kProposalTooLarge));
  setup.nodes = 1;
  EXPECT_FALSE(Allows(setup, Milestone::kPreVoteGranted));
  EXPECT_TRUE(Allows(setup, Milestone::kLeaderElected));
}

}  // namespace
}  // namespace harness
