// Every trace in corpus/traces shows a bug that was mended or never there.
#include <gtest/gtest.h>

#include <filesystem>

#include "harness/trace/replay.h"
#include "harness/world/setup.h"

namespace harness {
namespace {

// ci/hunt shows that each falls on the library with the bug.
TEST(Corpus, TracesOfBugsStaySilentWithoutThem) {
  size_t count = 0;
  for (const auto& file :
       std::filesystem::directory_iterator("corpus/traces")) {
    ++count;
    const auto trace = ReadTrace(file.path().string());
    ASSERT_TRUE(trace.has_value()) << trace.error().Text();
    // Those were of the library with the bug.
    EXPECT_TRUE(trace->fingerprints.empty()) << file.path();
    EXPECT_TRUE(trace->milestones.empty()) << file.path();
    // Beyond the fault atlas a fall would say nothing of a bug.
    EXPECT_TRUE(InsideAtlas(trace->setup))
        << file.path() << ": " << Describe(trace->setup);
    const ReplayResult result = Replay(*trace);
    EXPECT_FALSE(result.violation.has_value())
        << file.path() << ": " << result.violation->evidence;
    EXPECT_EQ(result.actions, trace->actions.size()) << file.path();
    // Names of messages that no longer mean anything make a trace worthless.
    EXPECT_LT(result.no_ops * 2, result.actions) << file.path();
  }
  EXPECT_GE(count, 60u);
}

}  // namespace
}  // namespace harness
