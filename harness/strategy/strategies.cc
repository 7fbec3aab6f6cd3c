#include "harness/strategy/strategies.h"

#include <algorithm>
#include <array>

#include "harness/strategy/bytes.h"
#include "harness/strategy/random_walk.h"

namespace harness {
namespace {

std::unique_ptr<Strategy> MakeRandom(const Setup& setup, uint64_t /*steps*/,
                                     Random random) {
  return std::make_unique<RandomWalk>(DefaultWeights(setup), random);
}

std::unique_ptr<Strategy> MakeSwarm(const Setup& setup, uint64_t /*steps*/,
                                    Random random) {
  const Weights weights = DrawWeights(setup, random);
  return std::make_unique<RandomWalk>(weights, random);
}

std::unique_ptr<Strategy> MakeBytes(const Setup& /*setup*/, uint64_t /*steps*/,
                                    Random random) {
  const auto mix = static_cast<Mix>(random.Below(kMixes));
  return std::make_unique<ByteWalk>(mix, random);
}

constexpr auto kStrategies = std::to_array<StrategyRow>({
    {"random", "every action by its weight, the same in all runs", MakeRandom,
     3},
    {"swarm", "each run draws its own weights, and leaves some actions out",
     MakeSwarm, 4},
    {"bytes", "random bytes, read as the schedules of fuzzers are", MakeBytes,
     1},
});

}  // namespace

std::span<const StrategyRow> Strategies() { return kStrategies; }

const StrategyRow* FindStrategy(std::string_view name) {
  const auto found =
      std::find_if(kStrategies.begin(), kStrategies.end(),
                   [&](const StrategyRow& row) { return row.name == name; });
  return found == kStrategies.end() ? nullptr : &*found;
}

const StrategyRow& DrawStrategy(Random& random) {
  uint32_t total = 0;
  for (const StrategyRow& row : kStrategies) total += row.share;
  uint64_t place = random.Below(total);
  size_t drawn = 0;
  while (place >= kStrategies[drawn].share) place -= kStrategies[drawn++].share;
  return kStrategies[drawn];
}

}  // namespace harness
