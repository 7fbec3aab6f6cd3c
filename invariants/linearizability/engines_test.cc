// Every engine against the definition, on small histories.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "invariants/linearizability/brute_force.h"
#include "invariants/linearizability/configurations.h"
#include "invariants/linearizability/sample.h"
#include "invariants/linearizability/search.h"
#include "invariants/linearizability/testing.h"
#include "invariants/linearizability/zones.h"

namespace lin {
namespace {

auto ByBruteForce(const Model& model) {
  return [&model](History& history) { return IsLinearizable(history, model); };
}

TEST(Engines, SearchAgreesWithTheDefinitionForEveryModel) {
  uint64_t counts[2] = {};
  for (const Model& model : Models()) {
    for (uint64_t seed = 0; seed < 3000; ++seed) {
      const Draw draw = DrawFrom(seed);
      History history = MakeSample(model, AnyShape(draw), draw);
      const std::vector<uint32_t> part = AllOf(history);
      const Finding finding = Search(history, model, part, {});
      ASSERT_NE(finding.verdict, Verdict::kUndecided);
      ASSERT_EQ(WrongWithFinding(history, model, finding, ByBruteForce(model)),
                "")
          << model.name << " seed " << seed;
      ++counts[finding.verdict == Verdict::kLinearizable];
    }
  }
  EXPECT_GT(counts[0], 1000u);
  EXPECT_GT(counts[1], 1000u);
}

TEST(Engines, ZonesAgreeWithTheDefinition) {
  const Model& model = *FindModel("register");
  uint64_t counts[3] = {};
  for (uint64_t seed = 0; seed < 30000; ++seed) {
    const Draw draw = DrawFrom(seed);
    SampleShape shape = AnyShape(draw);
    shape.values = 0;
    const History history = MakeSample(model, shape, draw);
    const Finding finding = CheckZones(AsRegister(history, AllOf(history)));
    ASSERT_EQ(WrongWithFinding(history, model, finding, ByBruteForce(model)),
              "")
        << "seed " << seed;
    ++counts[static_cast<int>(finding.verdict)];
  }
  EXPECT_GT(counts[0], 5000u);
  EXPECT_GT(counts[1], 3000u);
  // Only compare-and-sets that failed leave something open.
  EXPECT_LT(counts[2], 3000u);
}

TEST(Engines, ConfigurationsAgreeWithTheDefinition) {
  const Model& model = *FindModel("register");
  uint64_t counts[3] = {};
  for (uint64_t seed = 0; seed < 40000; ++seed) {
    const Draw draw = DrawFrom(seed);
    const History history = MakeSample(model, AnyShape(draw), draw);
    const RegisterPart part = AsRegister(history, AllOf(history));
    if (part.contradiction) continue;
    const Finding finding = CheckConfigurations(part, {});
    ASSERT_EQ(WrongWithFinding(history, model, finding, ByBruteForce(model)),
              "")
        << "seed " << seed;
    ++counts[static_cast<int>(finding.verdict)];
  }
  EXPECT_GT(counts[0], 10000u);
  EXPECT_GT(counts[1], 3000u);
  EXPECT_EQ(counts[2], 0u);
}

}  // namespace
}  // namespace lin
