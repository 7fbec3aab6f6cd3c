// What falls under a planted bug becomes a short trace, from a long one that is
// kept because it did not once. The bug is linked in (planted_library).
#include "harness/trace/minimize.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "harness/trace/replay.h"
#include "harness/trace/trace.h"

namespace harness {
namespace {

constexpr size_t kShort = 25;  // Actions.

TEST(MinimizedBug, BecomesAShortTrace) {
  const auto trace = ReadTrace(std::getenv("CANARY_TRACE"));
  ASSERT_TRUE(trace.has_value()) << trace.error().Text();
  ASSERT_TRUE(Replay(*trace).violation.has_value());
  EXPECT_GT(trace->actions.size(), 4 * kShort);
  const Trace minimized = Minimize(*trace);
  ASSERT_TRUE(minimized.violation.has_value());
  EXPECT_LE(minimized.actions.size(), kShort);
}

}  // namespace
}  // namespace harness
