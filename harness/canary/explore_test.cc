// Exploration finds a planted bug, by the invariant and with the number of
// actions that the model says; no schedule with fewer is a violation. The bug
// is linked in (planted_library).
#include "harness/explore/explore.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "harness/explore/certify.h"
#include "harness/explore/model.h"
#include "harness/trace/replay.h"

namespace harness {
namespace {

TEST(ExploredBug, FallsAsEarlyAsItCan) {
  const auto model = ReadModel(std::getenv("CANARY_MODEL"));
  ASSERT_TRUE(model.has_value()) << model.error().Text();
  ASSERT_FALSE(model->bug.empty());
  const auto found = Explore(*model, {.time = std::chrono::minutes(1)});
  ASSERT_TRUE(found.has_value()) << found.error().Text();
  fmt::print("{} states, depth {}, {} settled, {:.2f} s {}\n",
             found->counts.states, found->counts.depth, found->counts.settled,
             found->counts.seconds, found->reason);
  ASSERT_EQ(found->end, Exploration::End::kFell);
  for (const Action& action : found->trace->actions) {
    fmt::print("  {}\n", Describe(action));
  }
  EXPECT_EQ(found->trace->violation->invariant, model->falls)
      << found->trace->violation->evidence;
  EXPECT_EQ(found->trace->actions.size(), model->fall_depth);
}

// What falls after an interrupt falls as it would have without one.
TEST(ExploredBug, FallsAfterAnInterrupt) {
  const auto model = ReadModel(std::getenv("CANARY_MODEL"));
  ASSERT_TRUE(model.has_value()) << model.error().Text();
  const auto whole = Explore(*model, {});
  ASSERT_TRUE(whole.has_value()) << whole.error().Text();
  const std::string path = std::string(std::getenv("TEST_TMPDIR")) + "/half";
  const auto half =
      Explore(*model, {.states = whole->counts.states / 2, .checkpoint = path});
  ASSERT_TRUE(half.has_value()) << half.error().Text();
  // A few states are one look at the budget.
  if (half->end == Exploration::End::kFell) {
    GTEST_SKIP() << "it falls at once";
  }
  const auto found = Explore(*model, {.resume = path});
  ASSERT_TRUE(found.has_value()) << found.error().Text();
  ASSERT_EQ(found->end, Exploration::End::kFell);
  EXPECT_EQ(found->trace->violation->invariant, model->falls);
  EXPECT_EQ(found->trace->actions.size(), model->fall_depth);
  EXPECT_EQ(found->counts.states, whole->counts.states);
}

// For those that are found fast: finding them twice more is.
constexpr uint64_t kCertifiedLength = 10;

TEST(ExploredBug, ItsTraceIsCertified) {
  const auto model = ReadModel(std::getenv("CANARY_MODEL"));
  ASSERT_TRUE(model.has_value()) << model.error().Text();
  if (model->fall_depth > kCertifiedLength) {
    GTEST_SKIP() << "its trace is long";
  }
  const auto found = Explore(*model, {});
  ASSERT_TRUE(found.has_value()) << found.error().Text();
  const Trace& trace = *found->trace;
  const auto certificate = Certify(trace, {.time = std::chrono::minutes(1)});
  ASSERT_TRUE(certificate.has_value()) << certificate.error().Text();
  EXPECT_EQ(certificate->excluded, trace.actions.size() - 1);
  EXPECT_EQ(certificate->reason, "");
  EXPECT_FALSE(certificate->shorter.has_value());
  // What begins with a detour is not the shortest.
  Trace longer = trace;
  longer.actions.insert(
      longer.actions.begin(),
      {{.verb = Verb::kCrash, .node = 1}, {.verb = Verb::kRestart, .node = 1}});
  Complete(longer);
  ASSERT_TRUE(longer.violation.has_value());
  const auto refuted = Certify(longer, {.time = std::chrono::minutes(1)});
  ASSERT_TRUE(refuted.has_value()) << refuted.error().Text();
  ASSERT_TRUE(refuted->shorter.has_value()) << refuted->reason;
  // With a crash to spend there may be one that is shorter still.
  EXPECT_LE(refuted->shorter->actions.size(), trace.actions.size());
  EXPECT_TRUE(Replay(*refuted->shorter).violation.has_value());
}

}  // namespace
}  // namespace harness
