#include "raft/base/jitter.h"

#include <gtest/gtest.h>

#include <vector>

#include "raft/base/check.h"

namespace raft {
namespace {

// Schedules keep their meaning only as long as these stay.
TEST(HashJitter, IsTheSameForEver) {
  const uint64_t kGolden[] = {5, 4, 6, 9, 8, 6, 7, 6};
  for (uint64_t draw = 0; draw < 8; ++draw) {
    const JitterInput input{
        .seed = 1, .node = 2, .term = 3, .draw = draw, .range = 10};
    EXPECT_EQ(HashJitter(input), kGolden[draw]);
    EXPECT_EQ(HashJitter(input), HashJitter(input));
  }
}

TEST(HashJitter, TakesEveryValueBelowItsRangeAboutEquallyOften) {
  for (const uint64_t range : {1, 2, 3, 7, 10, 64}) {
    std::vector<int> counts(range);
    const int draws = 200 * static_cast<int>(range);
    for (int i = 0; i < draws; ++i) {
      // As a cluster draws: few nodes, many terms, few draws in each.
      const uint64_t drawn =
          HashJitter({.seed = 42,
                      .node = static_cast<uint64_t>(i % 5 + 1),
                      .term = static_cast<uint64_t>(i / 10),
                      .draw = static_cast<uint64_t>(i / 5 % 2),
                      .range = range});
      ASSERT_LT(drawn, range);
      ++counts[drawn];
    }
    for (const int count : counts) {
      EXPECT_GT(count, 120);
      EXPECT_LT(count, 280);
    }
  }
}

TEST(HashJitter, DependsOnEveryInput) {
  const uint64_t range = uint64_t{1} << 40;
  const JitterInput base{.range = range};
  const uint64_t drawn = HashJitter(base);
  EXPECT_NE(HashJitter({.seed = 1, .range = range}), drawn);
  EXPECT_NE(HashJitter({.node = 1, .range = range}), drawn);
  EXPECT_NE(HashJitter({.term = 1, .range = range}), drawn);
  EXPECT_NE(HashJitter({.draw = 1, .range = range}), drawn);
}

TEST(HashJitter, RefusesAnEmptyRange) {
  EXPECT_THROW(HashJitter({.range = 0}), Panic);
}

TEST(NoJitter, IsAlwaysZero) {
  EXPECT_EQ(NoJitter({.seed = 9, .node = 9, .term = 9, .draw = 9, .range = 9}),
            0u);
}

}  // namespace
}  // namespace raft
