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
  const uint64_t many = ActionsFor(Milestone::kTransferDone);
  EXPECT_EQ(many, 10'000'000u);
  Expected expected;
  expected.Add(harness::Setup(), "random", many - 300);
  EXPECT_TRUE(expected.Missing({}).empty());
  expected.Add(harness::Setup(), "random", 299);
  EXPECT_TRUE(expected.Missing({}).empty()) << "too short a run for anything";
  expected.Add(harness::Setup(), "random", 300);
  EXPECT_TRUE(Misses(expected, {}, Milestone::kTransferDone));
}

TEST(Expected, IsNotMissingOnceItWasReached) {
  Expected expected;
  expected.Add(harness::Setup(), "random",
               ActionsFor(Milestone::kTransferAborted));
  invariants::Milestones reached;
  reached.Add(Milestone::kTransferDone);
  EXPECT_FALSE(Misses(expected, reached, Milestone::kTransferDone));
  EXPECT_TRUE(Misses(expected, reached, Milestone::kTransferAborted));
}

// Whatever the campaign, there is some number of actions for each.
TEST(Expected, EveryMilestoneIsMissedInSomeSetup) {
  harness::Setup limited;
  limited.spares = 1;
  limited.pre_vote = limited.check_quorum = 511;
  limited.max_inflight = 1;
  limited.max_inflight_bytes = limited.max_size_per_message = 60;
  limited.max_committed_size = limited.max_uncommitted_size = 60;
  harness::Setup leases = limited;
  leases.lease_reads = leases.max_skew = 1;
  leases.lease_margin = 2;
  harness::Setup late = limited;
  late.drive = 3;
  Expected expected;
  for (const harness::Setup& setup : {limited, leases, late}) {
    expected.Add(setup, "swarm", 1'000'000'000);
  }
  EXPECT_EQ(expected.Missing({}).size(), invariants::kMilestones);
}

bool AllowsWalk(const harness::Setup& setup, Milestone milestone) {
  return Allows(setup, "random", milestone);
}

TEST(Expected, DependsOnTheSetup) {
  harness::Setup setup;
  EXPECT_FALSE(AllowsWalk(setup, Milestone::kPreVoteGranted));
  setup.pre_vote = 7;
  EXPECT_TRUE(AllowsWalk(setup, Milestone::kPreVoteGranted));
  EXPECT_FALSE(AllowsWalk(setup, Milestone::kUnsyncedLost));
  EXPECT_TRUE(AllowsWalk(setup, Milestone::kReadByQuorum));
  setup.drive = 2;
  EXPECT_TRUE(AllowsWalk(setup, Milestone::kUnsyncedLost));
  EXPECT_FALSE(AllowsWalk(setup, Milestone::kReadByQuorum));
  EXPECT_FALSE(AllowsWalk(setup, Milestone::kProposalTooLarge));
  setup.max_uncommitted_size = 60;
  EXPECT_TRUE(AllowsWalk(setup, Milestone::kProposalTooLarge));
  setup.unlimited = 2;
  EXPECT_FALSE(AllowsWalk(setup, Milestone::kProposalTooLarge));
  setup.nodes = 1;
  EXPECT_FALSE(AllowsWalk(setup, Milestone::kPreVoteGranted));
  EXPECT_TRUE(AllowsWalk(setup, Milestone::kLeaderElected));
}

TEST(Expected, OfUnusualSetupsAsksOnlyWhatEveryClusterDoes) {
  harness::Setup slow;
  slow.election_tick = 1000;
  harness::Setup crowded;
  crowded.clients = crowded.keys = 16;
  for (const harness::Setup& setup : {slow, crowded}) {
    EXPECT_FALSE(AllowsWalk(setup, Milestone::kChangeRefused));
    EXPECT_TRUE(AllowsWalk(setup, Milestone::kLeaderElected));
  }
}

TEST(Expected, DependsOnTheStrategy) {
  EXPECT_TRUE(Allows({}, "turns", Milestone::kChangeRefused));
  EXPECT_FALSE(Allows({}, "timed", Milestone::kChangeRefused));
}

}  // namespace
}  // namespace harness
