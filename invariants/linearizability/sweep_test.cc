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
  Sweep sweep(part, kNarrow, budget);
  while (true) {
    swept.finding = sweep.Run();
    if (!sweep.lost()) return swept;
    ++swept.steps_back;
    sweep.StepBack();
  }
}

SampleShape LongShape(const Draw& draw) {
  SampleShape shape;
  shape.operations = 40 + draw(200);
  shape.clients = 2 + draw(4);
  shape.values = 2 + draw(4);
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
    budget.steps = 100'000;
    const Finding whole = Sweep(reduced, kAll, budget).Run();
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
