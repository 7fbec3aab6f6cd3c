// Exploration finds a planted bug, by the invariant and with the number of
// actions that the model says; no schedule with fewer is a violation. The bug
// is linked in (planted_library).
#include "harness/explore/explore.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "harness/explore/model.h"

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

}  // namespace
}  // namespace harness
