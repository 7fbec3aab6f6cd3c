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
  EXPECT_LT(counts[2], 150u);
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

// Some append at once, and then one reads what they appended backwards; some
// times over.
History BackwardLists(uint32_t rounds, uint32_t appends) {
  History history;
  history.keys.emplace_back("k");
  Time now = 0;
  Value list = kNil;
  for (uint32_t round = 0; round < rounds; ++round) {
    for (uint32_t i = 0; i < appends; ++i) {
      Operation& append = history.operations.emplace_back();
      append.process = i;
      append.verb = Verb::kAppend;
      append.argument = history.values.Append(kNil, round * appends + i);
      append.called_at = now + i;
      append.returned_at = now + appends + i;
    }
    for (uint32_t i = appends; i-- > 0;) {
      list = history.values.Append(list, round * appends + i);
    }
    now += 2 * appends;
    Operation& read = history.operations.emplace_back();
    read.called_at = now;
    read.returned_at = now + 1;
    read.result = list;
    now += 2;
  }
  return history;
}

TEST(Engines, SearchGivesUpListsThatNothingSeenBeginsWith) {
  const Model& model = *FindModel("list");
  History history = BackwardLists(5, 8);
  const std::vector<uint32_t> part = AllOf(history);
  Finding finding = Search(history, model, part, {});
  EXPECT_EQ(finding.verdict, Verdict::kLinearizable);
  // All orders of one round alone are more than 40,000.
  EXPECT_LT(finding.steps, 1000u);
  // One that is not linearizable in the end is found out as soon.
  history.operations.back().result =
      history.values.Append(history.operations.back().result, 1000);
  finding = Search(history, model, part, {});
  EXPECT_EQ(finding.verdict, Verdict::kNot);
  EXPECT_LT(finding.steps, 2000u);
}

}  // namespace
}  // namespace lin
