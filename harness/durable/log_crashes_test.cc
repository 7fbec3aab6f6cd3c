#include "harness/durable/log_crashes.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "harness/durable/log_steps.h"
#include "raft/durable/wal/log.h"

namespace harness {
namespace {

using enum LogStepKind;

raft::wal::LogOptions OptionsOf(uint64_t segment_bytes, bool preallocate) {
  return {.segment_bytes = segment_bytes,
          .preallocate = preallocate,
          .number = 0x0123456789abcdef};
}

// Saves and writes of all sizes: frames begin and end everywhere in sectors.
std::vector<LogStep> AllSizes() {
  std::vector<LogStep> steps;
  for (const LogStepKind kind : {kSave, kWrite}) {
    for (const size_t size : {0, 40, 480, 600, 1600}) {
      steps.push_back({kind, size, false});
      if (size != 0) steps.push_back({kind, size, true});
    }
  }
  return steps;
}

std::vector<LogStep> AllKinds() {
  return {{kSave, 480},     {kWrite, 600, true}, {kCommit},
          {kVote},          {kOverwrite, 40},    {kSnapshot},
          {kInstall},       {kConflict},         {kCompact},
          {kSync}};
}

TEST(LogCrashes, PairsOfAllSizes) {
  LogCrashes crashes(OptionsOf(4096, true), 50);
  EXPECT_EQ(crashes.Explore(AllSizes(), 2), std::nullopt);
  std::printf("%s\n", TextOf(crashes.counts()).c_str());
  EXPECT_GT(crashes.counts().torn, 0);
  EXPECT_GT(crashes.counts().holes, 0);
  EXPECT_GT(crashes.counts().edges, 0);
  EXPECT_GT(crashes.counts().recoveries, 0);
  EXPECT_GT(crashes.counts().reused, 0);
}

TEST(LogCrashes, PairsOfAllKindsWithSegmentsThatAreSoonFull) {
  for (const bool preallocate : {true, false}) {
    LogCrashes crashes(OptionsOf(700, preallocate), 50);
    EXPECT_EQ(crashes.Explore(AllKinds(), 2), std::nullopt);
    std::printf("%s\n", TextOf(crashes.counts()).c_str());
    EXPECT_GT(crashes.counts().cuts, 0);
    EXPECT_GT(crashes.counts().recoveries, 0);
  }
}

TEST(LogCrashes, TriplesOfAllKinds) {
  LogCrashes crashes(OptionsOf(1024, true), 500);
  EXPECT_EQ(crashes.Explore(AllKinds(), 3), std::nullopt);
  std::printf("%s\n", TextOf(crashes.counts()).c_str());
  EXPECT_GT(crashes.counts().holes, 0);
  EXPECT_GT(crashes.counts().cuts, 0);
}

// A first long value leaves room for many of the others in one sector, so that
// the versions of a sector between two syncs are many.
TEST(LogCrashes, ManyWritesBetweenTwoSyncs) {
  LogCrashes crashes(OptionsOf(4096, true), 100);
  const std::vector<LogStep> steps = {
      {kWrite, 0}, {kWrite, 40, true}, {kCommit}, {kWrite, 600}, {kSync}};
  EXPECT_EQ(crashes.Follow(steps), std::nullopt);
  std::printf("%s\n", TextOf(crashes.counts()).c_str());
  EXPECT_GT(crashes.counts().torn, 0);
}

// For every number of bytes that the disk still takes, a save and a cut.
TEST(LogCrashes, AFullDiskLosesNothing) {
  LogCrashes crashes(OptionsOf(1200, false), 100);
  const std::vector<LogStep> steps = {{kSave, 40}, {kSave, 600}};
  EXPECT_EQ(crashes.FillUp(steps), std::nullopt);
  const std::vector<LogStep> cut = {{kSave, 480}, {kSave, 480}};
  EXPECT_EQ(crashes.FillUp(cut), std::nullopt);
  std::printf("%s\n", TextOf(crashes.counts()).c_str());
  EXPECT_GT(crashes.counts().cut_short, 1000);
}

}  // namespace
}  // namespace harness
