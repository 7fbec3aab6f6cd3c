#include "harness/run/campaign.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "harness/run/run.h"
#include "harness/trace/replay.h"
#include "harness/world/setup.h"
#include "raft/base/error.h"

namespace harness {
namespace {

// Raft does not survive a member that loses its disk and comes back under its
// old id.
const std::vector<std::string> kLostDisks = {"nodes=3", "reuse_ids=1"};
// Where to look for a seed that falls. If runs come to be others it is slower
// to find one; then this should be the seed that was found.
constexpr uint64_t kLookFrom = 100;

CampaignSpec SpecOf(uint64_t runs, uint64_t steps) {
  CampaignSpec spec;
  spec.first.steps = steps;
  spec.runs = runs;
  return spec;
}

raft::Result<CampaignResult> ResultOf(const CampaignSpec& spec) {
  return RunCampaign(spec, [](const Fallen&) {}, [](const CampaignResult&) {});
}

// Twenty runs, in the midst of which one falls.
CampaignSpec FallingSpec() {
  static const uint64_t falling = [] {
    CampaignSpec spec = SpecOf(30000, 2000);
    spec.first.seed = kLookFrom;
    spec.first.pinned = kLostDisks;
    spec.until_violation = true;
    const auto result = ResultOf(spec);
    return result && !result->fallen.empty() ? result->fallen[0].seed : 0;
  }();
  EXPECT_GT(falling, 10u) << "no seed falls";
  CampaignSpec spec = SpecOf(20, 2000);
  spec.first.seed = falling - 10;
  spec.first.pinned = kLostDisks;
  return spec;
}

// Runs it seed by seed, without a campaign.
CampaignResult OneByOne(const CampaignSpec& spec) {
  CampaignResult result;
  Runner runner;
  for (uint64_t i = 0; i < spec.runs; ++i) {
    RunSpec run = spec.first;
    run.seed += i;
    const auto done = runner.Run(run);
    EXPECT_TRUE(done.has_value());
    if (!done) break;
    ++result.runs;
    result.actions += done->record.actions;
    result.no_ops += done->record.no_ops;
    result.committed += done->record.highest_commit;
    result.milestones += done->record.milestones;
    result.violations += done->violation.has_value() ? 1 : 0;
  }
  return result;
}

void ExpectSameTotals(const CampaignResult& a, const CampaignResult& b) {
  EXPECT_EQ(a.runs, b.runs);
  EXPECT_EQ(a.actions, b.actions);
  EXPECT_EQ(a.no_ops, b.no_ops);
  EXPECT_EQ(a.committed, b.committed);
  EXPECT_EQ(a.milestones, b.milestones);
  EXPECT_EQ(a.violations, b.violations);
}

std::vector<std::string> NamesOf(const CampaignResult& result) {
  std::vector<std::string> names;
  for (const Fallen& fallen : result.fallen) {
    names.push_back(fallen.violation.invariant);
  }
  std::sort(names.begin(), names.end());
  return names;
}

TEST(Campaign, StopsAfterItsRuns) {
  for (const uint64_t runs : {1, 2, 7}) {
    const auto result = ResultOf(SpecOf(runs, 100));
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->runs, runs);
    EXPECT_GT(result->actions, runs * 100);  // Each settles in the end.
    EXPECT_EQ(result->violations, 0u);
    EXPECT_TRUE(result->fallen.empty());
  }
}

TEST(Campaign, StartsNoRunAfterItsActions) {
  for (const uint64_t actions : {1, 100, 1000, 5000}) {
    CampaignSpec spec = SpecOf(0, 100);
    spec.actions = actions;
    const auto result = ResultOf(spec);
    ASSERT_TRUE(result.has_value());
    EXPECT_GE(result->actions, actions);
    if (result->runs == 1) continue;
    // Without the last run there were too few, those of settling included.
    const auto before = ResultOf(SpecOf(result->runs - 1, 100));
    EXPECT_LT(before->actions, actions);
  }
}

TEST(Campaign, TheFirstLimitThatIsReachedEndsIt) {
  CampaignSpec spec = SpecOf(3, 100);
  spec.actions = 1000000;
  EXPECT_EQ(ResultOf(spec)->runs, 3u);
  spec.runs = 30;
  spec.actions = ResultOf(SpecOf(10, 100))->actions;
  EXPECT_EQ(ResultOf(spec)->runs, 10u);
}

TEST(Campaign, AddsUpTheRunsOfTheSeedsFromItsFirstOn) {
  CampaignSpec spec = SpecOf(12, 300);
  spec.first.seed = 77;
  const auto result = ResultOf(spec);
  ASSERT_TRUE(result.has_value());
  ExpectSameTotals(*result, OneByOne(spec));
  EXPECT_GT(result->committed, 0u);
}

TEST(Campaign, SeveralJobsFindWhatOneDoes) {
  CampaignSpec spec = FallingSpec();
  const auto one = ResultOf(spec);
  ASSERT_TRUE(one.has_value());
  ASSERT_GE(one->violations, 1u);
  ExpectSameTotals(*one, OneByOne(spec));
  for (const uint64_t jobs : {2, 4}) {
    spec.jobs = jobs;
    const auto several = ResultOf(spec);
    ASSERT_TRUE(several.has_value());
    ExpectSameTotals(*one, *several);
    EXPECT_EQ(NamesOf(*one), NamesOf(*several));
  }
}

TEST(Campaign, ReportsEachInvariantOnceWithATraceThatFallsAgain) {
  const CampaignSpec spec = FallingSpec();
  std::vector<uint64_t> reported;
  const auto result = RunCampaign(
      spec, [&](const Fallen& fallen) { reported.push_back(fallen.seed); },
      [](const CampaignResult&) {});
  ASSERT_TRUE(result.has_value());
  ASSERT_FALSE(result->fallen.empty());
  ASSERT_EQ(reported.size(), result->fallen.size());
  for (size_t i = 0; i < reported.size(); ++i) {
    const Fallen& fallen = result->fallen[i];
    EXPECT_EQ(fallen.seed, reported[i]);
    EXPECT_EQ(fallen.trace.seed, fallen.seed);
    EXPECT_EQ(fallen.trace.violation, fallen.violation);
    const ReplayResult again = Replay(fallen.trace);
    EXPECT_EQ(again.violation, fallen.violation);
    EXPECT_EQ(again.actions, fallen.trace.actions.size());
    EXPECT_EQ(again.differs_at, 0u);
  }
  std::vector<std::string> names = NamesOf(*result);
  EXPECT_EQ(std::unique(names.begin(), names.end()), names.end());
}

TEST(Campaign, TheFirstViolationEndsItIfAskedTo) {
  CampaignSpec spec = FallingSpec();
  spec.until_violation = true;
  const auto result = ResultOf(spec);
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->violations, 1u);
  ASSERT_EQ(result->fallen.size(), 1u);
  // The runs before it, and itself.
  EXPECT_EQ(result->runs, result->fallen[0].seed - spec.first.seed + 1);
  EXPECT_EQ(result->actions, result->fallen[0].actions_to_find);
}

TEST(Campaign, AnInterruptionBeforeTheStartLeavesNothingToDo) {
  const std::atomic<bool> interrupted = true;
  CampaignSpec spec = SpecOf(0, 100);  // Else it would never end.
  spec.jobs = 3;
  spec.interrupted = &interrupted;
  const auto result = ResultOf(spec);
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->runs, 0u);
  EXPECT_EQ(result->actions, 0u);
}

TEST(Campaign, AnInterruptionKeepsWhatWasFound) {
  std::atomic<bool> interrupted = false;
  CampaignSpec spec = FallingSpec();
  spec.runs = 0;  // Only the interruption ends it.
  spec.interrupted = &interrupted;
  const auto result = RunCampaign(
      spec, [&](const Fallen&) { interrupted = true; },
      [](const CampaignResult&) {});
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->violations, 1u);
  EXPECT_EQ(result->runs, result->fallen.at(0).seed - spec.first.seed + 1);
}

TEST(Campaign, AnInterruptionCutsLongRunsShort) {
  std::atomic<bool> interrupted = false;
  CampaignSpec spec = SpecOf(2, uint64_t{1} << 40);  // Else for years.
  spec.jobs = 2;
  spec.interrupted = &interrupted;
  const std::jthread interrupter([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    interrupted = true;
  });
  const auto result = ResultOf(spec);
  ASSERT_TRUE(result.has_value());
  EXPECT_TRUE(result->interrupted);
  EXPECT_GT(result->actions, 0u);
  EXPECT_EQ(result->violations, 0u);
}

TEST(Campaign, PinnedNonsenseIsAnError) {
  struct Case {
    std::vector<std::string> pinned;
    std::string error;
  };
  const Case cases[] = {
      {{"nodes=99"}, "nodes must be a number from 1 to 9, not '99'"},
      {{"nodes=3", "size=3"}, "there is no setup field 'size'"},
      {{"nodes"}, "'nodes' is not name=value"},
      {{"heartbeat_tick=10", "election_tick=5"},
       "heartbeat_tick must be below election_tick"},
  };
  for (const Case& c : cases) {
    for (const uint64_t jobs : {1, 3}) {
      CampaignSpec spec = SpecOf(0, 100);  // The error ends it.
      spec.first.pinned = c.pinned;
      spec.jobs = jobs;
      const auto result = ResultOf(spec);
      ASSERT_FALSE(result.has_value());
      EXPECT_EQ(result.error().code, raft::ErrorCode::kBadConfig);
      EXPECT_EQ(result.error().Text(), c.error);
    }
  }
}

// The README says so: this is beyond the fault atlas.
TEST(Campaign, LeasesFallWhereClocksOutrunThem) {
  CampaignSpec spec = SpecOf(300, 2000);
  spec.first.pinned = {"nodes=3", "lease_reads=1", "check_quorum=511",
                       "max_skew=9", "lease_margin=0"};
  spec.until_violation = true;
  const auto result = ResultOf(spec);
  ASSERT_TRUE(result.has_value());
  ASSERT_EQ(result->fallen.size(), 1u) << "in " << result->runs << " runs";
  const Fallen& fallen = result->fallen[0];
  EXPECT_FALSE(InsideAtlas(fallen.trace.setup));
  EXPECT_TRUE(fallen.violation.invariant.starts_with("leases_"))
      << fallen.violation.invariant << ": " << fallen.violation.evidence;
  // Inside it they hold.
  spec.first.pinned.back() = "lease_margin=18";
  spec.runs = result->runs;
  EXPECT_EQ(ResultOf(spec)->violations, 0u);
}

// And so is this: votes that chance does not unsplit.
TEST(Campaign, NobodyLeadsForEverWhereTimeoutsDoNotVary) {
  CampaignSpec spec = SpecOf(1, 400);
  spec.first.seed = 14589;  // One of some ten thousand.
  spec.first.strategy = "random";
  spec.first.pinned = {
      "nodes=2",    "learners=2",     "spares=1",   "drive=0",
      "pre_vote=0", "check_quorum=0", "max_skew=0", "step_down_on_removal=0",
      "jitter=0"};
  const auto result = ResultOf(spec);
  ASSERT_TRUE(result.has_value());
  ASSERT_EQ(result->fallen.size(), 1u);
  EXPECT_FALSE(InsideAtlas(result->fallen[0].trace.setup));
  EXPECT_EQ(result->fallen[0].violation.invariant, "progress");
  spec.first.pinned.back() = "jitter=1";
  EXPECT_EQ(ResultOf(spec)->violations, 0u);
}

TEST(Campaign, WhatIsPinnedHoldsInEveryRun) {
  CampaignSpec spec = FallingSpec();
  const auto result = ResultOf(spec);
  ASSERT_TRUE(result.has_value());
  ASSERT_FALSE(result->fallen.empty());
  for (const Fallen& fallen : result->fallen) {
    EXPECT_EQ(fallen.trace.setup.nodes, 3u);
    EXPECT_EQ(fallen.trace.setup.reuse_ids, 1u);
  }
}

}  // namespace
}  // namespace harness
