#include "invariants/linearizability/check.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "invariants/linearizability/brute_force.h"
#include "invariants/linearizability/configurations.h"
#include "invariants/linearizability/decide.h"
#include "invariants/linearizability/explain.h"
#include "invariants/linearizability/sample.h"
#include "invariants/linearizability/search.h"
#include "invariants/linearizability/shrink.h"
#include "invariants/linearizability/testing.h"
#include "invariants/linearizability/zones.h"

namespace lin {
namespace {

RC_GTEST_PROP(Check, AgreesWithTheDefinitionAndKeepsItsProofsWhenTheyShrink,
              (uint64_t seed)) {
  const Draw draw = DrawFrom(seed);
  for (const Model& model : Models()) {
    History history = MakeSample(model, AnyShape(draw), draw);
    const std::vector<uint32_t> part = AllOf(history);
    const auto decide = [&](History& h) { return IsLinearizable(h, model); };
    Finding finding = Decide(history, model, part, {}).finding;
    RC_ASSERT(finding.verdict != Verdict::kUndecided);
    RC_ASSERT(WrongWithFinding(history, model, finding, decide) == "");
    const size_t before = finding.conflict.size();
    Shrink(history, model, part, finding);
    RC_ASSERT(finding.conflict.size() <= before);
    RC_ASSERT(WrongWithFinding(history, model, finding, decide) == "");
  }
}

RC_GTEST_PROP(Check, ListsWithRepeatedElementsAreDecidedLikeTheDefinition,
              (uint64_t seed)) {
  const Draw draw = DrawFrom(seed);
  const Model& model = *FindModel("list");
  for (int i = 0; i < 20; ++i) {
    SampleShape shape = AnyShape(draw);
    shape.values = draw(6);
    History history = MakeSample(model, shape, draw);
    const Decided decided = Decide(history, model, AllOf(history), {});
    RC_ASSERT(WrongWithFinding(
                  history, model, decided.finding,
                  [&](History& h) { return IsLinearizable(h, model); }) == "");
  }
}

// Engines against each other where trying everything would take too long.
RC_GTEST_PROP(Check, EnginesAgreeOnLongerHistories, (uint64_t seed)) {
  const Draw draw = DrawFrom(seed);
  const Model& model = *FindModel("register");
  SampleShape shape;
  shape.operations = 40 + draw(100);
  shape.clients = 2 + draw(4);
  shape.values = draw(2) * (3 + draw(4));
  shape.unknown_of = 12;
  shape.noise_of = draw(2) * 60;
  History history = MakeSample(model, shape, draw);
  const std::vector<uint32_t> part = AllOf(history);
  const Finding first = CheckConfigurations(AsRegister(history, part), {});
  Budget small;
  small.steps = 200'000;
  const Finding second = Search(history, model, part, small);
  const Finding third = CheckZones(AsRegister(history, part));
  for (const Finding* other : {&second, &third}) {
    if (other->verdict == Verdict::kUndecided) continue;
    RC_ASSERT(other->verdict == first.verdict);
  }
}

TEST(Check, EnginesAgreeOnHistoriesFullOfUnknownOutcomes) {
  const Model& model = *FindModel("register");
  uint64_t counts[3] = {};
  for (uint64_t seed = 0; seed < 4000; ++seed) {
    const Draw draw = DrawFrom(seed);
    SampleShape shape;
    shape.operations = 10 + draw(15);
    shape.clients = 2 + draw(3);
    shape.values = 2 + draw(3);
    shape.unknown_of = 2 + draw(3);
    shape.noise_of = draw(2) * (5 + draw(15));
    shape.sees_before = draw(4) == 0;
    History history = MakeSample(model, shape, draw);
    const std::vector<uint32_t> part = AllOf(history);
    const RegisterPart reduced = AsRegister(history, part);
    if (reduced.contradiction) continue;
    Budget small;
    small.steps = 20'000;
    const Finding searched = Search(history, model, part, small);
    if (searched.verdict == Verdict::kUndecided) continue;
    const Finding swept = CheckConfigurations(reduced, {});
    ASSERT_EQ(swept.verdict, searched.verdict) << "seed " << seed;
    ++counts[static_cast<int>(swept.verdict)];
  }
  EXPECT_GT(counts[0], 1000u);
  EXPECT_GT(counts[1], 300u);
}

// A register of one key that is read and written by turns.
History Turns(uint32_t operations) {
  History history;
  history.keys = {"k"};
  for (uint32_t i = 0; i < operations; ++i) {
    Operation operation;
    operation.process = i % 2;
    operation.verb = i % 2 == 0 ? Verb::kWrite : Verb::kRead;
    (i % 2 == 0 ? operation.argument : operation.result) = i / 2;
    operation.called_at = 2 * i;
    operation.returned_at = 2 * i + 1;
    history.operations.push_back(operation);
  }
  return history;
}

TEST(Check, AHintIsTriedFirstAndOnlyBelievedIfItIsAnOrder) {
  History history = Turns(4);
  const Model& model = *FindModel("kv");
  PartReport report = SplitIntoParts(history, model).front();
  const std::vector<uint32_t> right = {0, 1, 2, 3};
  CheckPart(history, model, {}, right, report);
  EXPECT_EQ(report.engine, "hint");
  EXPECT_EQ(report.finding.verdict, Verdict::kLinearizable);
  const std::vector<uint32_t> wrong = {0, 2, 1, 3};
  CheckPart(history, model, {}, wrong, report);
  EXPECT_EQ(report.engine, "zones");
  EXPECT_EQ(report.finding.verdict, Verdict::kLinearizable);
}

TEST(Check, KeysAreDecidedApartAndTheWorstCounts) {
  History history = Turns(8);
  history.keys.emplace_back("other");
  for (size_t i = 4; i < 8; ++i) history.operations[i].key = 1;
  history.operations[7].result = 77;
  const Report report = Check(history, *FindModel("kv"), {});
  ASSERT_EQ(report.parts.size(), 2u);
  EXPECT_EQ(report.parts[0].finding.verdict, Verdict::kLinearizable);
  EXPECT_EQ(report.parts[1].finding.verdict, Verdict::kNot);
  EXPECT_EQ(report.verdict, Verdict::kNot);
}

TEST(Explain, NamesAStaleReadWithTheTwoWrites) {
  History history = Turns(20);
  history.operations[15].result = 2;
  const Model& model = *FindModel("register");
  Report report = Check(history, model, {});
  PartReport& part = report.parts.front();
  Shrink(history, model, part.part, part.finding);
  EXPECT_EQ(part.finding.conflict.size(), 3u);
  const std::string words = Explain(history, model, part);
  EXPECT_NE(words.find("two values had to be there at once"), std::string::npos)
      << words;
  EXPECT_NE(words.find("#15 process 1 read 2"), std::string::npos) << words;
  EXPECT_NE(words.find("#4 process 0 write 2"), std::string::npos) << words;
}

}  // namespace
}  // namespace lin
