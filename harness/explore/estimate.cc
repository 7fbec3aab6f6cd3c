#include "harness/explore/estimate.h"

#include <cmath>
#include <numeric>

namespace harness {
namespace {

constexpr size_t kLevels = 8;
// More than so many times of what is known is a guess.
constexpr double kMostTimes = 20;

}  // namespace

// A line through the logarithms of how much the last levels grew: were levels a
// bell curve over depth, it would be straight.
std::optional<double> EstimateStates(std::span<const uint64_t> levels) {
  if (levels.size() <= kLevels) return std::nullopt;
  double growth_sum = 0;
  double slope_sum = 0;
  double squares = 0;
  for (size_t i = 0; i < kLevels; ++i) {
    const size_t level = levels.size() - kLevels + i;
    if (levels[level] == 0 || levels[level - 1] == 0) return std::nullopt;
    const double growth = std::log(static_cast<double>(levels[level]) /
                                   static_cast<double>(levels[level - 1]));
    const double at = static_cast<double>(i) - (kLevels - 1) / 2.0;
    growth_sum += growth;
    slope_sum += at * growth;
    squares += at * at;
  }
  const double slope = slope_sum / squares;
  if (slope >= 0) return std::nullopt;
  const double known = static_cast<double>(
      std::accumulate(levels.begin(), levels.end(), uint64_t{0}));
  double growth = growth_sum / kLevels + slope * (kLevels - 1) / 2.0;
  double size = std::log(static_cast<double>(levels.back()));
  double all = known;
  while (all <= known * kMostTimes) {
    growth += slope;
    size += growth;
    if (size < 0) return all;
    all += std::exp(size);
  }
  return std::nullopt;
}

}  // namespace harness
