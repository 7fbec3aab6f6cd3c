#include "harness/strategy/phases.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace harness {
namespace {

// Wants always the same, which was drawn.
class Ticks : public Strategy {
 public:
  explicit Ticks(uint64_t count) : count_(count) {}
  Action Next(const World&) override {
    return {.verb = Verb::kTick, .node = 1, .nth = count_};
  }

 private:
  uint64_t count_;
};

std::unique_ptr<Strategy> MakeTicks(const harness::Setup&, Random random) {
  return std::make_unique<Ticks>(random.Next());
}

std::vector<uint64_t> CountsOf(uint64_t seed, int actions) {
  const harness::Setup setup;
  const World world(setup);
  Phases phases(setup, MakeTicks, 10, Random(seed));
  std::vector<uint64_t> counts;
  for (int i = 0; i < actions; ++i) counts.push_back(phases.Next(world).nth);
  return counts;
}

TEST(Phases, AStrategyIsDrawnForEachOfThem) {
  const std::vector<uint64_t> counts = CountsOf(1, 40);
  for (size_t i = 1; i < counts.size(); ++i) {
    EXPECT_EQ(counts[i] == counts[i - 1], i % 10 != 0) << i;
  }
}

TEST(Phases, TheSameRandomnessDrawsTheSame) {
  EXPECT_EQ(CountsOf(3, 40), CountsOf(3, 40));
  EXPECT_NE(CountsOf(3, 40), CountsOf(4, 40));
}

}  // namespace
}  // namespace harness
