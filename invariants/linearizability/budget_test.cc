// What is said when a budget is spent.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>

#include "invariants/linearizability/brute_force.h"
#include "invariants/linearizability/check.h"
#include "invariants/linearizability/configurations.h"
#include "invariants/linearizability/decide.h"
#include "invariants/linearizability/explain.h"
#include "invariants/linearizability/sample.h"
#include "invariants/linearizability/search.h"
#include "invariants/linearizability/testing.h"

namespace lin {
namespace {

Budget SmallBudget(const Draw& draw) {
  Budget budget;
  if (draw(3) == 0) {
    budget.bytes = draw(2000);
  } else {
    budget.steps = draw(30);
  }
  return budget;
}

RC_GTEST_PROP(Budget, WhatIsDecidedIsTrueHoweverSmallItIs, (uint64_t seed)) {
  const Draw draw = DrawFrom(seed);
  for (const Model& model : Models()) {
    const auto decide = [&](History& h) { return IsLinearizable(h, model); };
    for (int i = 0; i < 5; ++i) {
      History history = MakeSample(model, AnyShape(draw), draw);
      const Budget budget = SmallBudget(draw);
      const std::vector<uint32_t> part = AllOf(history);
      const Finding all = Decide(history, model, part, budget).finding;
      RC_ASSERT(WrongWithFinding(history, model, all, decide) == "");
      const Finding searched = Search(history, model, part, budget);
      RC_ASSERT(WrongWithFinding(history, model, searched, decide) == "");
      if (!model.is_register) continue;
      const RegisterPart reduced = AsRegister(history, part);
      if (reduced.contradiction) continue;
      const Finding swept = CheckConfigurations(reduced, budget);
      RC_ASSERT(WrongWithFinding(history, model, swept, decide) == "");
    }
  }
}

// A small history of each of some keys, all at the same time.
History Interleaved(const Model& model, const Draw& draw) {
  History all;
  for (uint32_t key = 0; key < 3; ++key) {
    History one = MakeSample(model, AnyShape(draw), draw);
    all.keys.push_back(std::string(1, static_cast<char>('a' + key)));
    for (Operation operation : one.operations) {
      operation.key = key;
      operation.process = 10 * operation.process + key;
      operation.called_at = 10 * operation.called_at + key;
      if (operation.returned_at != kNever) {
        operation.returned_at = 10 * operation.returned_at + key;
      }
      all.operations.push_back(operation);
    }
  }
  std::sort(all.operations.begin(), all.operations.end(),
            [](const Operation& a, const Operation& b) {
              return a.called_at < b.called_at;
            });
  return all;
}

RC_GTEST_PROP(Budget, WhatIsDecidedOfSeveralKeysIsSoForEach, (uint64_t seed)) {
  const Draw draw = DrawFrom(seed);
  const Model& model = *FindModel("kv");
  History history = Interleaved(model, draw);
  Budget budget;
  budget.steps = draw(40);
  const Report report = Check(history, model, budget);
  if (report.verdict != Verdict::kUndecided) return;
  const History beginning = BeginningOf(history, report.decided_until);
  RC_ASSERT(beginning.operations.size() == report.CountDecided(history));
  for (uint32_t key = 0; key < history.keys.size(); ++key) {
    History one = beginning;
    std::erase_if(one.operations,
                  [&](const Operation& o) { return o.key != key; });
    RC_ASSERT(IsLinearizable(one, model));
  }
}

History LongOne(const Model& model) {
  SampleShape shape;
  shape.operations = 200;
  shape.clients = 12;
  shape.values = 3;
  shape.noise_of = 0;
  return MakeSample(model, shape, DrawFrom(5));
}

// Of every model: an undecided history says up to when it is decided, which is
// neither at the beginning nor at the end.
void HoldsAPrefix(const Budget& budget) {
  for (const Model& model : Models()) {
    History history = LongOne(model);
    const Report report = Check(history, model, budget);
    ASSERT_EQ(report.verdict, Verdict::kUndecided) << model.name;
    const size_t count = report.CountDecided(history);
    EXPECT_GT(count, 2u) << model.name;
    EXPECT_LT(count, 200u) << model.name;
    EXPECT_EQ(BeginningOf(history, report.decided_until).operations.size(),
              count);
    EXPECT_NE(
        DecidedInWords(history, report)
            .find("first " + std::to_string(count) + " of 200 operations"),
        std::string::npos);
    const PartReport& part = *report.First(Verdict::kUndecided);
    EXPECT_EQ(WrongWith(history, model, part.part, part.finding.order,
                        part.finding.decided_until),
              "");
  }
}

TEST(Budget, SpentStepsLeaveADecidedPrefix) {
  Budget budget;
  budget.steps = 60;
  HoldsAPrefix(budget);
}

TEST(Budget, SpentBytesLeaveADecidedPrefix) {
  Budget budget;
  budget.bytes = 3000;
  HoldsAPrefix(budget);
}

// Adds a queue into which many put something at once, which then comes out
// backwards; from the search that takes many tries.
void AddQueue(History& history, int64_t puts) {
  const auto key = static_cast<uint32_t>(history.keys.size());
  history.keys.push_back("queue " + std::to_string(key));
  Time now = history.operations.empty()
                 ? 0
                 : history.operations.back().returned_at + 1;
  const auto add = [&](Verb verb, int64_t process, Time returned_at) {
    Operation& operation = history.operations.emplace_back();
    operation.verb = verb;
    operation.process = process;
    operation.key = key;
    operation.called_at = now++;
    operation.returned_at = returned_at;
    return &operation;
  };
  const Time all_called = now + puts;
  for (int64_t i = 0; i < puts; ++i) {
    add(Verb::kEnqueue, i, all_called + i)->argument = i % 3;
  }
  now += puts;
  for (int64_t i = puts; i-- > 0; ++now) {
    add(Verb::kDequeue, 0, now + 1)->result = i % 3;
  }
}

uint64_t StepsFor(int64_t puts) {
  History history;
  AddQueue(history, puts);
  const Finding finding =
      Search(history, *FindModel("queue"), AllOf(history), {});
  EXPECT_EQ(finding.verdict, Verdict::kLinearizable);
  return finding.steps;
}

TEST(Budget, AHardPartDoesNotKeepAnEasyOneFromBeingFoundWrong) {
  History history;
  AddQueue(history, 9);
  AddQueue(history, 2);
  history.operations.back().result = 77;
  Budget budget;
  budget.first_steps = 100;
  ASSERT_GT(StepsFor(9), 10 * budget.first_steps);
  const Report report = Check(history, *FindModel("queue"), budget);
  EXPECT_EQ(report.verdict, Verdict::kNot);
  EXPECT_EQ(report.parts[0].finding.verdict, Verdict::kUndecided);
  EXPECT_LE(report.parts[0].finding.steps, 2 * budget.first_steps);
}

TEST(Budget, HardPartsTogetherSpendNoMore) {
  History history;
  for (int i = 0; i < 4; ++i) AddQueue(history, 9);
  Budget budget;
  budget.steps = StepsFor(9) / 2;
  const Report report = Check(history, *FindModel("queue"), budget);
  EXPECT_EQ(report.verdict, Verdict::kUndecided);
  uint64_t spent = 0;
  for (const PartReport& part : report.parts) spent += part.finding.steps;
  EXPECT_LT(spent, budget.steps * 11 / 10);
}

TEST(Budget, WhatEasyPartsLeaveIsForTheHardOne) {
  History history;
  for (int i = 0; i < 3; ++i) AddQueue(history, 2);
  AddQueue(history, 9);
  const uint64_t needed = StepsFor(9);
  Budget budget;
  budget.first_steps = needed / 10;
  budget.steps = needed * 3 / 2;
  EXPECT_EQ(Check(history, *FindModel("queue"), budget).verdict,
            Verdict::kLinearizable);
  budget.steps = needed / 2;
  const Report report = Check(history, *FindModel("queue"), budget);
  EXPECT_EQ(report.verdict, Verdict::kUndecided);
  EXPECT_EQ(report.First(Verdict::kUndecided), &report.parts[3]);
  EXPECT_GE(report.CountDecided(history), 12u);
}

}  // namespace
}  // namespace lin
