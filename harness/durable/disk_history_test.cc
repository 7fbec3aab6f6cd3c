#include "harness/durable/disk_history.h"

#include <gtest/gtest.h>
// After gtest, which it builds on.
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

namespace harness {
namespace {

TEST(DiskHistory, AnyBytesAreOneAndNoBytes) {
  DiskHistoryCounts counts;
  EXPECT_EQ(LiveDiskHistory({}, counts), std::nullopt);
  const std::vector<uint8_t> bytes(300, 0xff);
  EXPECT_EQ(LiveDiskHistory(bytes, counts), std::nullopt);
}

RC_GTEST_PROP(DiskHistoryProperty, WhatWasSyncedSurvives, ()) {
  static DiskHistoryCounts counts;
  for (int i = 0; i < 3; ++i) {
    const auto length = *rc::gen::inRange<size_t>(100, 1000);
    const auto bytes = *rc::gen::container<std::vector<uint8_t>>(
        length, rc::gen::arbitrary<uint8_t>());
    const auto wrong = LiveDiskHistory(bytes, counts);
    if (wrong) RC_LOG(*wrong);
    RC_ASSERT(!wrong.has_value());
  }
  RC_ASSERT(counts.steps > 0U);
}

// A generator that is not RapidCheck's: its small sizes come first.
TEST(DiskHistory, HasAllThatMayHappen) {
  DiskHistoryCounts counts;
  uint64_t state = 1;
  std::vector<uint8_t> bytes(20'000);
  for (uint8_t& byte : bytes) {
    state = state * 6364136223846793005 + 1442695040888963407;
    byte = static_cast<uint8_t>(state >> 56);
  }
  EXPECT_EQ(LiveDiskHistory(bytes, counts), std::nullopt);
  std::printf("%lu steps, %lu power cuts, %lu kills, %lu failures, %lu starts\n",
              counts.steps, counts.crashes, counts.kills, counts.failures,
              counts.starts);
  EXPECT_GT(counts.crashes, 0);
  EXPECT_GT(counts.kills, 0);
  EXPECT_GT(counts.failures, 0);
  EXPECT_GT(counts.starts, 0);
}

}  // namespace
}  // namespace harness
