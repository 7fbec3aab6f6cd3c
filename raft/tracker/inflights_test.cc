#include "raft/tracker/inflights.h"

#include <gtest/gtest.h>
// RapidCheck's GoogleTest glue needs the lines above it.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>
#include <vector>

#include "raft/base/check.h"
#include "raft/base/fingerprint.h"

namespace raft {
namespace {

// The messages in flight, oldest first: last index and bytes of each.
using NaiveInflights = std::vector<std::pair<Index, uint64_t>>;

uint64_t BytesOf(const NaiveInflights& naive) {
  return std::accumulate(
      naive.begin(), naive.end(), uint64_t{0},
      [](uint64_t sum, const auto& message) { return sum + message.second; });
}

Inflights Filled(const InflightLimits& limits, const NaiveInflights& naive) {
  Inflights inflights(limits);
  for (const auto& [index, bytes] : naive) inflights.Add(index, bytes);
  return inflights;
}

uint64_t FingerprintOf(const Inflights& inflights) {
  Fingerprint fingerprint;
  inflights.AddTo(fingerprint);
  return fingerprint.Get();
}

TEST(Inflights, CountsMessagesAndTheirBytes) {
  Inflights inflights({.messages = 10, .bytes = 0});
  EXPECT_EQ(inflights.count(), 0u);
  for (Index index = 0; index < 5; ++index) inflights.Add(index, 100 + index);
  EXPECT_EQ(inflights.count(), 5u);
  EXPECT_EQ(inflights.bytes(), 510u);
  for (Index index = 5; index < 10; ++index) inflights.Add(index, 100 + index);
  EXPECT_EQ(inflights.count(), 10u);
  EXPECT_EQ(inflights.bytes(), 1045u);
}

TEST(Inflights, CountsTheBytesBeforeTheNewest) {
  Inflights inflights({.messages = 10, .bytes = 0});
  EXPECT_EQ(inflights.bytes_before_newest(), 0u);
  inflights.Add(1, 100);
  EXPECT_EQ(inflights.bytes_before_newest(), 0u);
  inflights.Add(2, 30);
  inflights.Add(3, 7);
  EXPECT_EQ(inflights.bytes_before_newest(), 130u);
  inflights.FreeUpTo(2);
  EXPECT_EQ(inflights.bytes_before_newest(), 0u);
}

TEST(Inflights, FreesWhatIsAtOrBelowAnIndex) {
  Inflights inflights({.messages = 10, .bytes = 0});
  for (Index index = 0; index < 10; ++index) inflights.Add(index, 1);
  inflights.FreeUpTo(0);
  EXPECT_EQ(inflights.count(), 9u);
  inflights.FreeUpTo(4);
  EXPECT_EQ(inflights.count(), 5u);
  inflights.FreeUpTo(4);  // Nothing left to free there.
  EXPECT_EQ(inflights.count(), 5u);
  for (Index index = 10; index < 15; ++index) inflights.Add(index, 2);
  inflights.FreeUpTo(12);
  EXPECT_EQ(inflights.count(), 2u);
  EXPECT_EQ(inflights.bytes(), 4u);
  inflights.FreeUpTo(14);
  EXPECT_EQ(inflights.count(), 0u);
  EXPECT_EQ(inflights.bytes(), 0u);
  EXPECT_EQ(inflights, Inflights({.messages = 10, .bytes = 0}));
}

TEST(Inflights, AreFullAtEitherLimitAndAgainAfterARefill) {
  const struct {
    const char* name;
    InflightLimits limits;
    NaiveInflights until_full;  // Full after the last of these only.
    Index free_up_to;
    NaiveInflights until_full_again;
  } kTable[] = {
      {"one message", {1, 0}, {{1, 10}}, 1, {{2, 10}}},
      {"by number", {3, 0}, {{1, 1}, {2, 1}, {3, 1}}, 2, {{4, 1}, {5, 1}}},
      {"unlimited bytes", {2, kUnlimited}, {{1, 1 << 20}, {2, 1}}, 1, {{3, 9}}},
      {"by bytes", {100, 10}, {{1, 4}, {2, 6}}, 1, {{3, 4}}},
      {"by overshooting", {100, 10}, {{1, 9}, {2, 50}}, 2, {{3, 9}, {4, 1}}},
      {"one too large", {100, 10}, {{1, 11}}, 1, {{2, 10}}},
      {"both at once", {2, 10}, {{1, 5}, {2, 5}}, 1, {{3, 1}}},
  };
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.name);
    Inflights inflights(row.limits);
    for (const auto& [index, bytes] : row.until_full) {
      EXPECT_FALSE(inflights.Full());
      inflights.Add(index, bytes);
    }
    EXPECT_TRUE(inflights.Full());
    EXPECT_THROW(inflights.Add(100, 1), Panic);
    inflights.FreeUpTo(row.free_up_to);
    for (const auto& [index, bytes] : row.until_full_again) {
      EXPECT_FALSE(inflights.Full());
      inflights.Add(index, bytes);
    }
    EXPECT_TRUE(inflights.Full());
    EXPECT_THROW(inflights.Add(100, 1), Panic);
  }
}

TEST(Inflights, StayCorrectOverManyRefillsOfAFullWindow) {
  const Index window = 10;
  Inflights inflights({.messages = window, .bytes = 10 * window});
  Index index = 0;
  for (int epoch = 0; epoch < 100; ++epoch) {
    inflights.Clear();
    EXPECT_EQ(inflights.bytes(), 0u);
    for (Index i = 0; i < window; ++i) inflights.Add(++index, 10);
    ASSERT_TRUE(inflights.Full());
    // Slides by one, which is how a busy follower acknowledges.
    for (Index i = 0; i < 3 * window; ++i) {
      inflights.FreeUpTo(index - window + 1);
      ASSERT_FALSE(inflights.Full());
      inflights.Add(++index, 10);
      ASSERT_EQ(inflights.count(), window);
      ASSERT_EQ(inflights.bytes(), 10 * window);
    }
  }
}

enum Operation { kAdd, kAddToo, kFree, kClear, kOperations };

RC_GTEST_PROP(Inflights, BehaveAsAListOfMessages, ()) {
  const InflightLimits limits{.messages = *rc::gen::inRange<uint64_t>(1, 9),
                              .bytes = *rc::gen::inRange<uint64_t>(0, 40)};
  const auto operations =
      *rc::gen::container<std::vector<std::tuple<int, Index, uint64_t>>>(
          rc::gen::tuple(rc::gen::inRange<int>(0, kOperations),
                         rc::gen::inRange<Index>(0, 6),
                         rc::gen::inRange<uint64_t>(0, 12)));
  Inflights inflights(limits);
  NaiveInflights naive;
  Index last = 0;
  for (const auto& [operation, step, bytes] : operations) {
    const bool full = naive.size() >= limits.messages ||
                      (limits.bytes != 0 && BytesOf(naive) >= limits.bytes);
    RC_ASSERT(inflights.Full() == full);
    if (operation == kClear && step == 0) {  // Seldom: it ends the story.
      inflights.Clear();
      naive.clear();
    } else if (operation == kFree) {
      const Index up_to = last > step ? last - step : 0;
      inflights.FreeUpTo(up_to);
      std::erase_if(naive, [up_to](const auto& message) {
        return message.first <= up_to;
      });
    } else if (full) {
      RC_ASSERT_THROWS_AS(inflights.Add(last, bytes), Panic);
    } else {
      last += step;
      inflights.Add(last, bytes);
      naive.emplace_back(last, bytes);
    }
    RC_ASSERT(inflights.count() == naive.size());
    RC_ASSERT(inflights.bytes() == BytesOf(naive));
    // How they came to be there does not matter.
    const Inflights fresh = Filled(limits, naive);
    RC_ASSERT(inflights == fresh);
    RC_ASSERT(FingerprintOf(inflights) == FingerprintOf(fresh));
  }
}

TEST(Inflights, DifferInWhatIsInFlight) {
  const InflightLimits limits{.messages = 9, .bytes = 0};
  const Inflights inflights = Filled(limits, {{1, 5}, {2, 6}});
  for (const NaiveInflights& other :
       {NaiveInflights{{1, 5}}, NaiveInflights{{1, 5}, {3, 6}},
        NaiveInflights{{1, 6}, {2, 5}}, NaiveInflights{}}) {
    EXPECT_FALSE(inflights == Filled(limits, other));
    EXPECT_NE(FingerprintOf(inflights), FingerprintOf(Filled(limits, other)));
  }
}

}  // namespace
}  // namespace raft
