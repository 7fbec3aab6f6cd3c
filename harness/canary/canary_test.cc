// Every engine finds a planted bug: one that finds nothing at all would look
// like a library without bugs. The bug is linked in (planted_library).
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "harness/run/run.h"
#include "harness/strategy/strategies.h"

namespace harness {
namespace {

class Canary : public testing::TestWithParam<StrategyRow> {};

TEST_P(Canary, FindsThePlantedBug) {
  const std::string invariant = std::getenv("CANARY_INVARIANT");
  const uint64_t runs = std::stoull(std::getenv("CANARY_RUNS"));
  Runner runner;
  RunSpec spec;
  spec.strategy = GetParam().name;
  for (spec.seed = 1; spec.seed <= runs; ++spec.seed) {
    const auto result = runner.Run(spec);
    ASSERT_TRUE(result.has_value()) << result.error().Text();
    if (!result->violation) continue;
    if (result->violation->invariant == invariant) return;
  }
  FAIL() << invariant << " did not fall in " << runs << " runs";
}

INSTANTIATE_TEST_SUITE_P(EveryEngine, Canary,
                         testing::ValuesIn(Strategies().begin(),
                                           Strategies().end()),
                         [](const testing::TestParamInfo<StrategyRow>& info) {
                           return std::string(info.param.name);
                         });

}  // namespace
}  // namespace harness
