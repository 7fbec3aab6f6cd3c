#include "invariants/linearizability/sweep.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>

#include "invariants/linearizability/brute_force.h"
#include "invariants/linearizability/sample.h"
#include "invariants/linearizability/testing.h"

namespace lin {
namespace {

constexpr auto kAll = std::to_array<Breadth>({{0, 0}});
// So narrow that the right configurations are often forgotten.
constexpr auto kNarrow = std::to_array<Breadth>({{1, 1}, {2, 3}, {0, 0}});

struct Swept {
  Finding finding;
  int steps_back = 0;
};

Swept SweepNarrowly(const RegisterPart& part) {
  Swept swept;
  const Budget budget;
  Sweep sweep(part, kNarrow, budget, {.never = true});
  while (true) {
    swept.finding = sweep.Run();
    if (!sweep.lost()) return swept;
    ++swept.steps_back;
    sweep.StepBack();
  }
}

Finding WholeSweep(const RegisterPart& part) {
  const Budget budget;
  return Sweep(part, kAll, budget, {.never = true}).Run();
}

SampleShape LongShape(const Draw& draw) {
  SampleShape shape;
  shape.operations = 40 + draw(200);
  shape.clients = 2 + draw(4);
  shape.values = 2 + draw(6);
  shape.unknown_of = draw(2) * (8 + draw(20));
  shape.noise_of = draw(2) * (50 + draw(300));
  shape.sees_before = draw(4) == 0;
  return shape;
}

TEST(Sweep, ANarrowOneFindsOutTheSameAsAWholeOne) {
  const Model& model = *FindModel("register");
  uint64_t verdicts[3] = {};
  uint64_t steps_back = 0;
  for (uint64_t seed = 0; seed < 800; ++seed) {
    const Draw draw = DrawFrom(seed);
    History history = MakeSample(model, LongShape(draw), draw);
    const std::vector<uint32_t> part = AllOf(history);
    const RegisterPart reduced = AsRegister(history, part);
    if (reduced.contradiction) continue;
    Budget budget;
    budget.steps = 20'000;
    const Finding whole = Sweep(reduced, kAll, budget, {.never = true}).Run();
    if (whole.verdict == Verdict::kUndecided) continue;
    const Swept narrow = SweepNarrowly(reduced);
    ASSERT_EQ(narrow.finding.verdict, whole.verdict) << "seed " << seed;
    ++verdicts[static_cast<int>(whole.verdict)];
    steps_back += static_cast<uint64_t>(narrow.steps_back);
    if (whole.verdict == Verdict::kLinearizable) {
      ASSERT_EQ(WrongWith(history, model, part, narrow.finding.order), "");
    } else {
      EXPECT_EQ(narrow.finding.decided_until, whole.decided_until);
    }
  }
  EXPECT_GT(verdicts[0], 100u);
  EXPECT_GT(verdicts[1], 40u);
  EXPECT_GT(steps_back, 500u);
}

// A handful of operations, each after the one before it.
class Story {
 public:
  Story& Write(Value value) { return Add({.argument = value}, Verb::kWrite); }
  Story& Read(Value value) { return Add({.result = value}, Verb::kRead); }
  Story& MayWrite(Value value) { return Write(value).Unknown(); }
  Story& MaySwap(Value from, Value to) {
    return Add({.argument = to, .expected = from}, Verb::kCompareAndSet)
        .Unknown();
  }
  Story& FailsToSwap(Value from, Value to) {
    Add({.argument = to, .expected = from}, Verb::kCompareAndSet);
    history.operations.back().status = Status::kFailed;
    return *this;
  }
  // The last one returns only after so many others.
  Story& Lasts(Time others) {
    history.operations.back().returned_at += 10 * others + 5;
    return *this;
  }
  RegisterPart Part() const { return AsRegister(history, AllOf(history)); }

  History history;

 private:
  struct Said {
    Value argument = kNil;
    Value expected = kNil;
    Value result = kUnseen;
  };
  Story& Add(const Said& said, Verb verb) {
    const auto now = static_cast<Time>(10 * history.operations.size());
    Operation& operation = history.operations.emplace_back();
    operation.verb = verb;
    operation.argument = said.argument;
    operation.expected = said.expected;
    operation.result = said.result;
    operation.called_at = now;
    operation.returned_at = now + 1;
    return *this;
  }
  Story& Unknown() {
    history.operations.back().status = Status::kUnknown;
    history.operations.back().returned_at = kNever;
    return *this;
  }
};

TEST(Sweep, WhatIsSpentIsMissedLater) {
  // The first 2 must come from 3 by 4, to leave the write of 2 for the second;
  // a narrow look spends the write first, and has to go back for that before 9
  // was read.
  Story story;
  story.MayWrite(9);
  for (int i = 0; i < 100; ++i) story.Read(kNil);
  story.Read(9).Write(3).MayWrite(2).MaySwap(3, 4).MaySwap(4, 2);
  story.Read(2).Write(5).Read(5).Read(2);
  const Swept swept = SweepNarrowly(story.Part());
  EXPECT_EQ(swept.finding.verdict, Verdict::kLinearizable);
  EXPECT_GT(swept.steps_back, 0);
  EXPECT_EQ(WholeSweep(story.Part()).verdict, Verdict::kLinearizable);
}

TEST(Sweep, AComparisonThatFailedIsServedBeforeItsValueIsWrittenAgain) {
  Story story;
  story.Write(1).MayWrite(2).FailsToSwap(1, 7).Lasts(1).Write(1).Read(1);
  EXPECT_EQ(WholeSweep(story.Part()).verdict, Verdict::kLinearizable);
  // If nothing may have been written in between, it cannot have failed.
  Story wrong;
  wrong.Write(1).FailsToSwap(1, 7).Lasts(1).Write(1).Read(1);
  EXPECT_EQ(WholeSweep(wrong.Part()).verdict, Verdict::kNot);
}

RC_GTEST_PROP(Sweep, ANarrowOneAgreesWithTheDefinition, (uint64_t seed)) {
  const Model& model = *FindModel("register");
  for (int i = 0; i < 20; ++i) {
    const Draw draw = DrawFrom(seed + static_cast<uint64_t>(i));
    const History history = MakeSample(model, AnyShape(draw), draw);
    const RegisterPart part = AsRegister(history, AllOf(history));
    if (part.contradiction) continue;
    RC_ASSERT(WrongWithFinding(
                  history, model, SweepNarrowly(part).finding,
                  [&](History& h) { return IsLinearizable(h, model); }) == "");
  }
}

}  // namespace
}  // namespace lin
