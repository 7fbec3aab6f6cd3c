#include "harness/trace/replay.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "raft/base/check.h"

namespace harness {
namespace {

using Lines = std::vector<std::string>;

Trace TraceOf(const std::vector<std::string_view>& actions) {
  Trace trace;
  trace.setup.reuse_ids = 1;
  for (const std::string_view text : actions) {
    const auto action = ParseAction(text);
    RAFT_CHECK(action.has_value(), "{}: {}", text, action.error().Text());
    trace.actions.push_back(*action);
  }
  Complete(trace);
  return trace;
}

// A node that loses its disk forgets its vote: two nodes lead one term.
Trace Falling() {
  return TraceOf({
      "timeout node=2",
      "deliver node=2 peer=1 type=MsgVote term=2 index=1",
      "deliver node=1 peer=2 type=MsgVoteResp term=2",
      "heal node=1 peer=2",
      "crash node=1",
      "wipe node=1",
      "timeout node=3",
      "deliver node=3 peer=1 type=MsgVote term=2 index=1",
      "deliver node=1 peer=3 type=MsgVoteResp term=2",
  });
}

Trace Silent() { return TraceOf({"timeout node=2", "crash node=1"}); }

Lines Said(const Trace& trace) { return Contradictions(trace, Replay(trace)); }

TEST(Replay, WhatWasStoredHappensAgain) {
  for (const Trace& trace : {Falling(), Silent()}) {
    const ReplayResult result = Replay(trace);
    EXPECT_EQ(result.differs_at, 0u);
    EXPECT_EQ(result.actions, trace.actions.size());
    EXPECT_EQ(result.violation, trace.violation);
    EXPECT_EQ(result.no_ops, trace.no_ops);
    EXPECT_EQ(Contradictions(trace, result), Lines{});
  }
  EXPECT_TRUE(Falling().violation.has_value());
  EXPECT_FALSE(Silent().violation.has_value());
}

TEST(Replay, AnotherFallThanTheStoredOneIsAContradiction) {
  Trace trace = Falling();
  trace.violation->invariant = "progress";
  EXPECT_EQ(Said(trace), Lines{"the trace is of a fall of progress"});
  trace.violation.reset();
  EXPECT_EQ(Said(trace), Lines{"the trace is of a run in which nothing fell"});
}

TEST(Replay, AFallThatDoesNotHappenIsAContradiction) {
  Trace trace = Silent();
  trace.violation = {"progress", "nobody leads"};
  EXPECT_EQ(Said(trace), Lines{"the trace is of a fall of progress"});
  trace.fingerprints.clear();
  EXPECT_EQ(Said(trace), Lines{"the trace is of a fall of progress"});
}

TEST(Replay, OtherCountsThanTheStoredOnesAreContradictions) {
  Trace trace = Falling();
  ASSERT_EQ(trace.no_ops, 1u);
  trace.no_ops = 0;
  for (auto& [name, count] : trace.milestones) {
    if (name == "node crashed") count = 999;
  }
  trace.milestones.emplace_back("unheard of", 3);
  EXPECT_EQ(Said(trace), (Lines{"the trace says 0 no-ops, not 1",
                                "the trace says 999 of 'node crashed', not 1",
                                "the trace says 3 of 'unheard of', not 0"}));
  const size_t reached = trace.milestones.size() - 1;
  trace = Falling();
  trace.milestones.clear();
  EXPECT_EQ(Said(trace).size(), reached);
}

TEST(Replay, WhateverIsStoredAContradictionIsOneLine) {
  Trace trace = Silent();
  trace.violation = {"one\nprogress fell at action 2: \x1b[2J", ""};
  EXPECT_EQ(Said(trace), Lines{"the trace is of a fall of one progress fell at "
                               "action 2:  [2J"});
}

TEST(Replay, WithoutFingerprintsNobodyHasCounted) {
  Trace trace = Falling();
  trace.no_ops = 0;
  trace.milestones.clear();
  trace.fingerprint_version = kFingerprintVersion - 1;
  EXPECT_EQ(Said(trace), Lines{});
  trace.fingerprints.clear();
  EXPECT_EQ(Said(trace), Lines{});
  trace.violation.reset();
  EXPECT_EQ(Said(trace), Lines{});
}

TEST(Replay, WhereAFingerprintDiffersItIsAnotherRunAnyway) {
  Trace trace = Falling();
  trace.fingerprints[1] += 1;
  trace.no_ops = 9;
  trace.violation->invariant = "progress";
  EXPECT_EQ(Replay(trace).differs_at, 2u);
  EXPECT_EQ(Said(trace), Lines{});
}

}  // namespace
}  // namespace harness
