// What cannot be asked any more is found, said and taken out of use.
#include "harness/action/look_at.h"

#include <gtest/gtest.h>

#include "harness/action/action.h"
#include "harness/action/apply.h"
#include "harness/world/setup.h"

namespace harness {
namespace {

TEST(LookAt, FindsNothingInAClusterThatWorks) {
  World world{harness::Setup()};
  Applier applier;
  for (const Action& action :
       {Action{.verb = Verb::kTimeout, .node = 1},
        Action{.verb = Verb::kCrash, .node = 2},
        Action{.verb = Verb::kPropose, .node = 1, .client = 1}}) {
    EXPECT_FALSE(applier.Apply(world, action).has_value());
    EXPECT_FALSE(LookAtAll(world).has_value());
  }
  const uint64_t before = world.GetFingerprint();
  BreakWhatThrows(world);
  EXPECT_EQ(world.GetFingerprint(), before);
}

TEST(LookAt, SaysWhatWasThrownToWhom) {
  const invariants::Violation of_one = Thrown(2, "no such entry", "the view");
  EXPECT_EQ(of_one.invariant, "no_panic");
  EXPECT_EQ(of_one.evidence, "node 2: no such entry, thrown to the view");
  const World world{harness::Setup()};
  EXPECT_EQ(ThrownBetween(world, "no draw", "the strategy").evidence,
            "no draw, thrown to the strategy");
}

TEST(LookAt, ABrokenNodeHasNothingToShowAndDoesNothing) {
  World world{harness::Setup()};
  Applier applier;
  EXPECT_FALSE(applier.Apply(world, {.verb = Verb::kTick, .node = 1}));
  world.Break(1, "its log has a gap");
  EXPECT_FALSE(world.replica(1).up());
  EXPECT_EQ(world.replica(1).why_broken(), "its log has a gap");
  EXPECT_FALSE(LookAtAll(world).has_value());
  const uint64_t no_ops = world.record.no_ops;
  for (const Verb verb : {Verb::kTick, Verb::kRestart, Verb::kCrash}) {
    EXPECT_FALSE(applier.Apply(world, {.verb = verb, .node = 1}));
  }
  EXPECT_EQ(world.record.no_ops, no_ops + 3);
}

TEST(LookAt, ANodeThatDoesNotStartIsAFallOfTheFirstAction) {
  World world{harness::Setup()};
  world.Break(2, "its log has a gap");
  Applier applier;
  const auto violation = applier.Apply(world, {.verb = Verb::kTick, .node = 1});
  ASSERT_TRUE(violation.has_value());
  EXPECT_EQ(violation->invariant, "no_panic");
  EXPECT_EQ(violation->evidence,
            "node 2: its log has a gap, thrown to its first start");
  EXPECT_EQ(world.record.actions, 1u);
}

}  // namespace
}  // namespace harness
