// A planted bug falls under its trace, by the invariant that the trace names;
// without the bug it is silent (harness/trace:corpus_test). The bug is linked
// in (planted_library).
#include "harness/trace/replay.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace harness {
namespace {

TEST(ReplayedBug, FallsUnderItsTrace) {
  const auto trace = ReadTrace(std::getenv("CANARY_TRACE"));
  ASSERT_TRUE(trace.has_value()) << trace.error().Text();
  ASSERT_TRUE(trace->violation.has_value());
  const ReplayResult result = Replay(*trace);
  ASSERT_TRUE(result.violation.has_value());
  EXPECT_EQ(result.violation->invariant, trace->violation->invariant)
      << result.violation->evidence;
}

}  // namespace
}  // namespace harness
