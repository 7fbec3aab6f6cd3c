// Every trace in corpus/traces shows a bug that was mended: it must stay
// silent.
#include <gtest/gtest.h>

#include <filesystem>

#include "harness/trace/replay.h"

namespace harness {
namespace {

TEST(Corpus, TracesOfMendedBugsStaySilentAndReachWhatTheyName) {
  size_t count = 0;
  for (const auto& file :
       std::filesystem::directory_iterator("corpus/traces")) {
    ++count;
    const auto trace = ReadTrace(file.path().string());
    ASSERT_TRUE(trace.has_value()) << trace.error().Text();
    const ReplayResult result = Replay(*trace);
    EXPECT_FALSE(result.violation.has_value())
        << file.path() << ": " << result.violation->evidence;
    EXPECT_EQ(result.actions, trace->actions.size()) << file.path();
    EXPECT_LE(result.no_ops, trace->no_ops) << file.path();
    for (const auto& [name, times] : trace->milestones) {
      bool reached = false;
      for (size_t i = 0; i < invariants::kMilestones; ++i) {
        const auto milestone = static_cast<invariants::Milestone>(i);
        reached |= invariants::Name(milestone) == name &&
                   result.milestones.Count(milestone) > 0;
      }
      EXPECT_TRUE(reached) << file.path() << " never reached: " << name;
    }
  }
  EXPECT_GE(count, 2u);
}

}  // namespace
}  // namespace harness
