#include "harness/run/golden.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>

namespace harness {
namespace {

// With every compiler and in every configuration.
TEST(Golden, FingerprintsAreTheSameEverywhere) {
  std::ifstream file("corpus/golden.txt");
  size_t runs = 0;
  std::set<uint64_t> drives;
  for (std::string line; std::getline(file, line);) {
    const auto run = ParseGoldenRun(line);
    ASSERT_TRUE(run.has_value()) << run.error().Text();
    const GoldenRun now = Perform(*run);
    EXPECT_EQ(ToLine(now), line)
        << "if that is on purpose: bazel run //harness/run:rewrite_golden";
    EXPECT_EQ(Perform(*run), now) << "the second time in one process";
    drives.insert(run->drive);
    ++runs;
  }
  EXPECT_GE(runs, 20u);
  EXPECT_EQ(drives.size(), 4u);
}

// All but those in which hardly anything happens.
TEST(Golden, RunsDiffer) {
  std::set<uint64_t> last;
  for (const GoldenRun& run : GoldenRuns()) last.insert(Perform(run).last);
  EXPECT_GT(last.size() * 10, GoldenRuns().size() * 8);
}

TEST(Golden, LinesAreReadStrictly) {
  const GoldenRun run{"random", 1, 2, 3, 4};
  EXPECT_EQ(ToLine(run), "random 1 2 0000000000000003 0000000000000004");
  EXPECT_EQ(*ParseGoldenRun(ToLine(run)), run);
  EXPECT_FALSE(ParseGoldenRun("").has_value());
  EXPECT_FALSE(ParseGoldenRun("random 1 2 3").has_value());
  EXPECT_FALSE(ParseGoldenRun(ToLine(run) + " 5").has_value());
}

}  // namespace
}  // namespace harness
