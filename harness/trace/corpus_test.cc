// Every trace in corpus/traces shows a bug that was mended or never there, and
// every one in corpus/failures what falls beyond the fault atlas; those in
// corpus/beyond what a rule of the library keeps from falling there.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>

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
    // Beyond the fault atlas a fall would say nothing of a bug.
    EXPECT_TRUE(InsideAtlas(trace->setup))
        << file.path() << ": " << Describe(trace->setup);
    const ReplayResult result = Replay(*trace);
    EXPECT_FALSE(result.violation.has_value())
        << file.path() << ": " << result.violation->evidence;
    EXPECT_EQ(result.actions, trace->actions.size()) << file.path();
    // Where names of messages mean nothing any more, or lead elsewhere, a trace
    // is worthless.
    EXPECT_LE(result.no_ops, trace->no_ops) << file.path();
    EXPECT_LT(result.no_ops * 2, result.actions) << file.path();
    std::set<std::string> reached;
    for (const auto& [name, times] : Reached(result)) reached.insert(name);
    for (const auto& [name, times] : trace->milestones) {
      EXPECT_TRUE(reached.contains(name)) << file.path() << ": " << name;
    }
  }
  EXPECT_GE(count, 60u);
}

// harness/canary shows that each falls without the rule.
TEST(Corpus, WhatARuleIsForIsSilentWithIt) {
  size_t count = 0;
  for (const auto& file :
       std::filesystem::directory_iterator("corpus/beyond")) {
    ++count;
    const auto trace = ReadTrace(file.path().string());
    ASSERT_TRUE(trace.has_value()) << trace.error().Text();
    EXPECT_FALSE(InsideAtlas(trace->setup)) << file.path();
    const ReplayResult result = Replay(*trace);
    EXPECT_FALSE(result.violation.has_value())
        << file.path() << ": " << result.violation->evidence;
    EXPECT_LE(result.no_ops, trace->no_ops) << file.path();
  }
  EXPECT_GE(count, 1u);
}

TEST(Corpus, FailuresFallBeyondTheFaultAtlas) {
  size_t count = 0;
  for (const auto& file :
       std::filesystem::directory_iterator("corpus/failures")) {
    ++count;
    const auto trace = ReadTrace(file.path().string());
    ASSERT_TRUE(trace.has_value()) << trace.error().Text();
    EXPECT_FALSE(InsideAtlas(trace->setup)) << file.path();
    const ReplayResult result = Replay(*trace);
    ASSERT_TRUE(result.violation.has_value()) << file.path();
    EXPECT_EQ(file.path().stem(), result.violation->invariant);
    EXPECT_EQ(trace->violation, result.violation) << file.path();
  }
  EXPECT_GE(count, 5u);
}

}  // namespace
}  // namespace harness
