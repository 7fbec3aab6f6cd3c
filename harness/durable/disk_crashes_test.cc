#include "harness/durable/disk_crashes.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <optional>
#include <vector>

#include "raft/durable/disk_storage/disk_storage.h"

namespace harness {
namespace {

using enum DiskStepKind;

raft::durable::DiskOptions OptionsOf(uint64_t segment_bytes, size_t kept) {
  raft::durable::DiskOptions options;
  options.log_directory = "d/wal";
  options.snapshot_directory = "d/snap";
  options.metadata = "node 1";
  options.snapshots_kept = kept;
  options.log.segment_bytes = segment_bytes;
  options.log.number = 0x0123456789abcdef;
  return options;
}

std::vector<DiskStep> AllKinds() {
  return {{kSave, 480},  {kWrite, 600}, {kCommit},  {kOverwrite, 40},
          {kInstall, 40}, {kConflict},  {kInside}, {kCompact},
          {kStop}};
}

TEST(DiskCrashes, PairsWithSegmentsThatAreSoonFull) {
  for (const size_t kept : {1, 2}) {
    DiskCrashes crashes(OptionsOf(700, kept), 50);
    EXPECT_EQ(crashes.Explore(AllKinds(), 2), std::nullopt);
    std::printf("%s\n", TextOf(crashes.counts()).c_str());
    EXPECT_GT(crashes.counts().recoveries, 0);
  }
}

TEST(DiskCrashes, Triples) {
  DiskCrashes crashes(OptionsOf(1024, 1), 500);
  EXPECT_EQ(crashes.Explore(AllKinds(), 3), std::nullopt);
  std::printf("%s\n", TextOf(crashes.counts()).c_str());
  EXPECT_GT(crashes.counts().recoveries, 0);
}

// The second compaction takes several segments: of their removals, and of that
// of the first snapshot, a crash keeps any.
TEST(DiskCrashes, TwoCompactionsOfManySegments) {
  DiskCrashes crashes(OptionsOf(600, 1), 50);
  std::vector<DiskStep> steps;
  for (int i = 0; i < 2; ++i) {
    steps.insert(steps.end(), 5, {kSave, 600});
    steps.push_back({kCompact});
  }
  EXPECT_EQ(crashes.Follow(steps), std::nullopt);
  std::printf("%s\n", TextOf(crashes.counts()).c_str());
}

}  // namespace
}  // namespace harness
