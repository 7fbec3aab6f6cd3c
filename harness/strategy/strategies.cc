#include "harness/strategy/strategies.h"

#include <algorithm>
#include <array>
#include <utility>

#include "harness/strategy/bytes.h"
#include "harness/strategy/eager.h"
#include "harness/strategy/pct.h"
#include "harness/strategy/phases.h"
#include "harness/strategy/random_walk.h"
#include "harness/strategy/slowed_down.h"
#include "harness/strategy/timed.h"
#include "harness/strategy/turns.h"

namespace harness {
namespace {

// Each habit is there once in so many walks; in turns leaders follow one
// another fast, and there is more to act on.
constexpr uint64_t kWalkHabitOneIn = 6;
constexpr uint64_t kTurnsHabitOneIn = 2;

// Some parts of the cluster are slow in some runs.
std::unique_ptr<Strategy> SlowDown(const Setup& setup,
                                   std::unique_ptr<Strategy> strategy,
                                   Random random) {
  Slow slow = DrawSlow(setup, random);
  if (!slow.any()) return strategy;
  return std::make_unique<SlowedDown>(std::move(strategy), std::move(slow),
                                      random);
}

// In some runs, or phases of one, somebody acts on leaders.
std::unique_ptr<Strategy> WithHabits(std::unique_ptr<Strategy> strategy,
                                     uint64_t one_in, Random random) {
  const Habits habits = DrawHabits(one_in, random);
  if (!habits.any()) return strategy;
  return std::make_unique<Eager>(std::move(strategy), habits, random);
}

std::unique_ptr<Strategy> MakeRandom(const Setup& setup, uint64_t /*steps*/,
                                     Random random) {
  return std::make_unique<RandomWalk>(DefaultWeights(setup), random);
}

// In half of the runs it stays the same to the end.
std::unique_ptr<Strategy> InPhases(const Setup& setup, Phases::Make make,
                                   Random random) {
  if (random.Below(2) == 0) return make(setup, random);
  const uint64_t length = uint64_t{32} << random.Below(5);
  return std::make_unique<Phases>(setup, make, length, random);
}

std::unique_ptr<Strategy> DrawWalk(const Setup& setup, Random random) {
  const Weights weights = DrawWeights(setup, random);
  const Random of_slow(random.Next());
  const Random of_habits(random.Next());
  auto walk = std::make_unique<RandomWalk>(weights, random);
  return SlowDown(
      setup, WithHabits(std::move(walk), kWalkHabitOneIn, of_habits), of_slow);
}

std::unique_ptr<Strategy> MakeSwarm(const Setup& setup, uint64_t /*steps*/,
                                    Random random) {
  return InPhases(setup, DrawWalk, random);
}

std::unique_ptr<Strategy> MakePctWithDepth(const Setup& setup, uint64_t steps,
                                           uint64_t depth, Random random) {
  return std::make_unique<Pct>(setup, steps, depth, random);
}

std::unique_ptr<Strategy> MakePct(const Setup& setup, uint64_t steps,
                                  Random random) {
  return MakePctWithDepth(setup, steps, Pct::kDepth, random);
}

std::unique_ptr<Strategy> MakeTimed(const Setup& setup, uint64_t /*steps*/,
                                    Random random) {
  return std::make_unique<Timed>(setup, random);
}

std::unique_ptr<Strategy> DrawBytes(const Setup& setup, Random random) {
  const auto mix = static_cast<Mix>(random.Below(kMixes));
  const Random of_slow(random.Next());
  return SlowDown(setup, std::make_unique<ByteWalk>(mix, random), of_slow);
}

std::unique_ptr<Strategy> MakeBytes(const Setup& setup, uint64_t /*steps*/,
                                    Random random) {
  return InPhases(setup, DrawBytes, random);
}

std::unique_ptr<Strategy> MakeTurns(const Setup& setup, uint64_t /*steps*/,
                                    Random random) {
  const Random of_slow(random.Next());
  const Random of_habits(random.Next());
  auto turns = std::make_unique<Turns>(setup, random);
  return SlowDown(setup,
                  WithHabits(std::move(turns), kTurnsHabitOneIn, of_habits),
                  of_slow);
}

constexpr auto kStrategies = std::to_array<StrategyRow>({
    {"random", "every action by its weight, the same in all runs", MakeRandom,
     3},
    {"swarm",
     "each run draws its own weights, leaves some actions out, and slows some "
     "nodes and links down, or does so again and again",
     MakeSwarm, 4},
    {"pct", "links and nodes have priorities that change a few times", MakePct,
     2, MakePctWithDepth},
    {"timed", "latencies and clocks as in the field, faults that last",
     MakeTimed, 1},
    {"bytes",
     "random bytes, read as the schedules of fuzzers are; some nodes and links "
     "are slow, others in each phase",
     MakeBytes, 3},
    {"turns",
     "a few nodes at a time are alone with one another, and one of them wants "
     "to lead; some are slow",
     MakeTurns, 5},
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
