#include "harness/explore/estimate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

namespace harness {
namespace {

// The levels of two models of corpus/models/small, as they were found.
const std::array<std::vector<uint64_t>, 2> kFound = {{
    {1,     2,     5,     16,    47,    135,   295,   528,   874,
     1487,  2571,  4249,  6504,  9233,  12540, 16873, 22803, 30507,
     39807, 50526, 62485, 75132, 86112, 92865, 93323, 85963, 71763,
     54773, 38576, 25714, 15759, 8339,  3531,  1097,  256,   58},
    {1,     1,     1,    2,    4,    10,   23,    53,    118,   236,   449,
     834,   1501,  2553, 4000, 5958, 8718, 12259, 15961, 18678, 19934, 18256,
     15243, 10978, 8123, 5095, 2677, 819,  296,   69,    8},
}};

// How far the estimate is off when a part of the states is known.
double FactorOff(const std::vector<uint64_t>& levels, double part) {
  const auto all = static_cast<double>(
      std::accumulate(levels.begin(), levels.end(), uint64_t{0}));
  double known = 0;
  size_t count = 0;
  while (known < all * part) known += static_cast<double>(levels[count++]);
  const auto estimate = EstimateStates(std::span(levels).first(count));
  EXPECT_TRUE(estimate.has_value());
  if (!estimate) return 0;
  EXPECT_GE(*estimate, known);
  return std::max(*estimate / all, all / *estimate);
}

TEST(EstimateStates, IsCloserTheMoreIsKnown) {
  for (const auto& levels : kFound) {
    EXPECT_LT(FactorOff(levels, 0.5), 2);
    EXPECT_LT(FactorOff(levels, 0.75), 1.3);
    EXPECT_LT(FactorOff(levels, 0.95), 1.1);
  }
}

TEST(EstimateStates, IsRightAboutABellCurve) {
  std::vector<uint64_t> levels;
  for (int depth = -20; depth <= 20; ++depth) {
    levels.push_back(
        static_cast<uint64_t>(1e9 * std::exp(-depth * depth / 32.0)));
  }
  EXPECT_LT(FactorOff(levels, 0.2), 1.05);
  EXPECT_LT(FactorOff(levels, 0.7), 1.01);
}

TEST(EstimateStates, IsNothingWhereItWouldBeAGuess) {
  EXPECT_FALSE(EstimateStates({}).has_value());
  const std::vector<uint64_t> few = {1, 2, 4, 8, 9};
  EXPECT_FALSE(EstimateStates(few).has_value());
  std::vector<uint64_t> doubling = {1};
  for (int i = 0; i < 20; ++i) doubling.push_back(doubling.back() * 2);
  EXPECT_FALSE(EstimateStates(doubling).has_value());
  std::vector<uint64_t> slowing = {1};
  for (uint64_t i = 0; i < 20; ++i) {
    slowing.push_back(slowing.back() * (200 - i) / 100 + 1);
  }
  EXPECT_FALSE(EstimateStates(slowing).has_value());
}

}  // namespace
}  // namespace harness
