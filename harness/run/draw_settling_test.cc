#include "harness/run/draw_settling.h"

#include <gtest/gtest.h>

#include <set>
#include <utility>

#include "harness/action/lasting.h"
#include "harness/strategy/random.h"
#include "harness/world/setup.h"

namespace harness {
namespace {

TEST(DrawSettling, AThirdOfTheSeedsHaveFaultsThatLastAndAllKindsOccur) {
  harness::Setup setup;
  setup.nodes = 5;
  uint64_t lasting = 0;
  std::set<std::pair<size_t, Fault>> seen;
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    Random random(seed);
    const auto option = DecodeSettling(DrawSettling(seed, setup, random));
    ASSERT_TRUE(option.has_value());
    lasting += option->settling == Settling::kLasting;
    for (size_t i = 0; i < option->faults.size(); ++i) {
      if (option->faults[i] != Fault::kNone) seen.insert({i, option->faults[i]});
    }
  }
  EXPECT_EQ(lasting, 100u);
  EXPECT_EQ(seen.size(), setup.total() * (kFaults - 1));
}

TEST(DrawSettling, NodesAreDeafMoreOftenWhereThatIsFair) {
  const auto deaf = [](uint64_t peaceful) {
    harness::Setup setup;
    setup.check_quorum = setup.pre_vote = peaceful;
    uint64_t count = 0;
    for (uint64_t seed = 2; seed < 602; seed += 3) {
      Random random(seed);
      const auto option = DecodeSettling(DrawSettling(seed, setup, random));
      for (const Fault fault : option->faults) count += fault == Fault::kDeaf;
    }
    return count;
  };
  EXPECT_GT(deaf(0b111), 2 * deaf(0b011));
}

}  // namespace
}  // namespace harness
