// What every run promises: the same again, for ever and everywhere.
#include "harness/run/run.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>

#include "harness/action/apply.h"
#include "harness/run/draw_setup.h"
#include "harness/strategy/random_walk.h"
#include "harness/trace/replay.h"

namespace harness {
namespace {

Trace WalkOf(uint64_t seed, uint64_t steps) {
  Random random(seed);
  Trace trace;
  trace.setup = DrawSetup(random);
  trace.seed = seed;
  World world(trace.setup);
  RandomWalk walk(DefaultWeights(trace.setup), random);
  Applier applier;
  for (uint64_t i = 0; i < steps; ++i) {
    trace.actions.push_back(walk.Next(world));
    EXPECT_FALSE(applier.Apply(world, trace.actions.back()).has_value());
  }
  return trace;
}

TEST(Run, TheSameActionsGiveTheSameFingerprintsAtEveryStep) {
  for (uint64_t seed = 1; seed <= 30; ++seed) {
    Trace trace = WalkOf(seed, 200);
    Complete(trace);
    const ReplayResult again = Replay(trace);
    EXPECT_EQ(again.differs_at, 0u) << "seed " << seed;
    EXPECT_EQ(again.actions, trace.actions.size());
  }
}

TEST(Run, AWrongFingerprintIsReportedWhereItIs) {
  Trace trace = WalkOf(3, 100);
  Complete(trace);
  trace.fingerprints[41] ^= 1;
  EXPECT_EQ(Replay(trace).differs_at, 42u);
  // Those of another version say nothing.
  trace.fingerprint_version = kFingerprintVersion + 1;
  EXPECT_EQ(Replay(trace).differs_at, 0u);
}

TEST(Run, EverySublistOfActionsIsASchedule) {
  for (uint64_t seed = 1; seed <= 30; ++seed) {
    Trace trace = WalkOf(seed, 300);
    Random random(seed);
    std::erase_if(trace.actions,
                  [&](const Action&) { return random.Below(3) == 0; });
    const ReplayResult result = Replay(trace);
    EXPECT_FALSE(result.violation.has_value())
        << "seed " << seed << ": " << result.violation->evidence;
    EXPECT_EQ(result.actions, trace.actions.size());
  }
}

TEST(Run, AnActionThatMakesNoSenseChangesNothing) {
  World world{harness::Setup()};
  Applier applier;
  const uint64_t before = world.GetFingerprint();
  for (uint64_t verb = 1; verb < kVerbs; ++verb) {
    const Action nonsense{.verb = static_cast<Verb>(verb),
                          .node = 77,
                          .peer = 78,
                          .client = 99,
                          .option = 76};
    EXPECT_FALSE(applier.Apply(world, nonsense).has_value());
  }
  EXPECT_EQ(world.GetFingerprint(), before);
  EXPECT_EQ(world.record.no_ops, kVerbs - 1);
}

TEST(Run, ACopyGoesItsOwnWay) {
  const Trace trace = WalkOf(5, 300);
  World world(trace.setup);
  Applier applier;
  for (size_t i = 0; i < 150; ++i) applier.Apply(world, trace.actions[i]);
  const World copy = world;
  const uint64_t before = copy.GetFingerprint();
  EXPECT_EQ(before, world.GetFingerprint());
  World second = copy;
  for (size_t i = 150; i < 300; ++i) {
    applier.Apply(world, trace.actions[i]);
    applier.Apply(second, trace.actions[i]);
    EXPECT_EQ(world.GetFingerprint(), second.GetFingerprint());
  }
  EXPECT_EQ(copy.GetFingerprint(), before);
  EXPECT_NE(world.GetFingerprint(), before);
}

TEST(Run, TracesAndActionsSurviveTheirTextForm) {
  Trace trace = WalkOf(4, 200);
  Complete(trace);
  const auto parsed = ParseTrace(ToText(trace));
  ASSERT_TRUE(parsed.has_value()) << parsed.error().Text();
  EXPECT_EQ(*parsed, trace);
  for (const Action& action : trace.actions) {
    EXPECT_EQ(ParseAction(Describe(action)), action) << Describe(action);
  }
}

TEST(Run, BadTracesAreRefusedWithOneLine) {
  const auto refusal = [](std::string_view text) {
    const auto trace = ParseTrace(text);
    return trace ? "" : std::string(trace.error().Text());
  };
  EXPECT_EQ(refusal(""), "it is empty; expected a raftproof.Trace");
  EXPECT_EQ(refusal("format: 9"), "format 9 is not known; expected 1");
  EXPECT_EQ(refusal("format: 1 actions { verb: 77 }"), "action 1: no verb 77");
  EXPECT_EQ(refusal("format: 1 actions { node: 1 }"), "action 1: no verb 0");
  EXPECT_EQ(refusal("format: 1 setup { name: \"nodes\" value: 99 }"),
            "nodes must be a number from 1 to 9, not '99'");
  EXPECT_EQ(refusal("format: 1 setup { name: \"x\" value: 1 }"),
            "there is no setup field 'x'");
  EXPECT_EQ(refusal("format: 1 setup { name: \"nodes\" value: 3 } "
                    "setup { name: \"nodes\" value: 5 }"),
            "nodes is set twice");
}

TEST(Run, ADepthIsForANamedStrategyThatHasOne) {
  Runner runner;
  const auto milestones = [&](std::string strategy,
                              std::optional<uint64_t> depth) {
    RunSpec spec;
    spec.seed = 3;
    spec.strategy = std::move(strategy);
    spec.depth = depth;
    const auto result = runner.Run(spec);
    return result ? std::optional(result->record.milestones) : std::nullopt;
  };
  EXPECT_EQ(milestones("pct", 4), milestones("pct", std::nullopt));
  EXPECT_NE(milestones("pct", 16), milestones("pct", 1));
  EXPECT_TRUE(milestones("swarm", std::nullopt).has_value());
  EXPECT_FALSE(milestones("swarm", 4).has_value());
  EXPECT_FALSE(milestones("", 4).has_value());
}

TEST(Run, AllDrivesAndSizesElectCommitAndSurviveCrashes) {
  Runner runner;
  invariants::Milestones reached;
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    RunSpec spec;
    spec.seed = seed;
    const auto result = runner.Run(spec);
    ASSERT_TRUE(result.has_value());
    EXPECT_FALSE(result->violation.has_value())
        << "seed " << seed << ": " << result->violation->evidence;
    reached += result->record.milestones;
  }
  for (size_t i = 0; i < invariants::kMilestones; ++i) {
    const auto milestone = static_cast<invariants::Milestone>(i);
    // Once in some hundred thousand actions, or more.
    if (milestone == invariants::Milestone::kChangeRefused ||
        milestone == invariants::Milestone::kCommitClaimHeard ||
        milestone == invariants::Milestone::kTermLost ||
        milestone == invariants::Milestone::kVoteForAnotherLog) {
      continue;
    }
    EXPECT_GT(reached.Count(milestone), 0u) << invariants::Name(milestone);
  }
}

}  // namespace
}  // namespace harness
