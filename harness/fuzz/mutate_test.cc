#include "harness/fuzz/mutate.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "harness/fuzz/schedule.h"
#include "harness/strategy/bytes.h"
#include "harness/strategy/random.h"
#include "harness/strategy/shape.h"

namespace harness {
namespace {

bool IsWhole(const std::string& bytes) {
  return bytes.size() >= kHeaderSize &&
         (bytes.size() - kHeaderSize) % kRecordSize == 0;
}

TEST(Mutate, MakesWholeSchedulesOfAnyBytesAndKeepsTheLimit) {
  Random random(1);
  for (const size_t size_max : {kHeaderSize, size_t{100}, size_t{1000}}) {
    for (size_t size = 0; size < 200; ++size) {
      std::string bytes(size, 'x');
      Mutate(bytes, size_max, random);
      EXPECT_TRUE(IsWhole(bytes)) << size;
      EXPECT_LE(bytes.size(), size_max);
      const std::string crossed = CrossOver(bytes, "y", size_max, random);
      EXPECT_TRUE(IsWhole(crossed));
      EXPECT_LE(crossed.size(), size_max);
    }
  }
}

TEST(Mutate, GrowsSchedulesThatGetFarAndInWhichNothingFalls) {
  Random random(7);
  ScheduleRunner runner;
  std::string bytes;
  std::set<Feature> seen;
  for (int i = 0; i < 400; ++i) {
    std::string next = bytes;
    Mutate(next, 1000, random);
    const size_t before = seen.size();
    const auto result =
        runner.Run(next, [&](Feature feature) { seen.insert(feature); });
    EXPECT_FALSE(result.violation.has_value()) << result.violation->evidence;
    if (seen.size() > before) bytes = next;
  }
  EXPECT_GT(seen.size(), 300u);
}

TEST(Mutate, CrossingTakesRecordsOfBothAndNowAndThenSetups) {
  const std::string first =
      std::string(kHeaderSize, 'a') + std::string(80, 'b');
  const std::string second =
      std::string(kHeaderSize, 'c') + std::string(80, 'd');
  Random random(3);
  std::set<char> records;
  int mixed = 0;
  for (int i = 0; i < 100; ++i) {
    const std::string crossed = CrossOver(first, second, 1000, random);
    const std::string header = crossed.substr(0, kHeaderSize);
    EXPECT_EQ(header.find_first_not_of("ac"), std::string::npos);
    mixed += header.find('c') != std::string::npos ? 1 : 0;
    records.insert(crossed.begin() + kHeaderSize, crossed.end());
  }
  EXPECT_EQ(records, (std::set<char>{'b', 'd'}));
  EXPECT_GT(mixed, 5);
  EXPECT_LT(mixed, 50);
}

TEST(Schedule, EveryTargetHasItsOwnSetupsAndKnowsThem) {
  Random random(9);
  for (const Target target :
       {Target::kAny, Target::kAsync, Target::kMembership, Target::kSnapshot}) {
    for (int i = 0; i < 2000; ++i) {
      std::string bytes;
      for (size_t k = 0; k < kHeaderSize; ++k) {
        bytes += static_cast<char>(random.Below(256));
      }
      const Header pinned = Pinned(target, DecodeHeader(bytes));
      EXPECT_EQ(Pinned(target, pinned), pinned);
      ASSERT_TRUE(EncodeHeader(pinned).has_value());
    }
  }
}

}  // namespace
}  // namespace harness
