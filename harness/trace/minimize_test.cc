#include "harness/trace/minimize.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/trace/replay.h"
#include "raft/base/check.h"

namespace harness {
namespace {

// A node that loses its disk forgets its vote: two nodes lead one term.
constexpr std::string_view kTwoLeaders[] = {
    "timeout node=2",
    "deliver node=2 peer=1 type=MsgVote term=2 index=1",
    "deliver node=1 peer=2 type=MsgVoteResp term=2",
    "crash node=1",
    "wipe node=1",
    "timeout node=3",
    "deliver node=3 peer=1 type=MsgVote term=2 index=1",
    "deliver node=1 peer=3 type=MsgVoteResp term=2",
};

// The same, with much between that does not matter.
Trace LongTrace() {
  Trace trace;
  trace.setup.spares = 2;
  trace.setup.clients = 4;
  trace.setup.check_quorum = 511;
  trace.setup.max_skew = 1000000;
  trace.setup.reuse_ids = 1;
  trace.strategy = "by hand";
  trace.seed = 5;
  const auto add = [&trace](std::string_view text) {
    const auto action = ParseAction(text);
    RAFT_CHECK(action.has_value(), "{}: {}", text, action.error().Text());
    trace.actions.push_back(*action);
  };
  for (const std::string_view text : kTwoLeaders) {
    add("cut node=3 peer=5");
    add("read node=3 client=2 key=1");
    add(text);
    add("tick node=5");
    add("abandon client=2");
    add("heal node=3 peer=5");
    add("deliver node=1 peer=5 type=MsgApp term=7 index=9");
  }
  add("tick node=1");
  return trace;
}

// The signature of what falls, or nothing.
std::string FallOf(const Setup& setup, const std::vector<Action>& actions) {
  Trace trace;
  trace.setup = setup;
  trace.actions = actions;
  const ReplayResult result = Replay(trace);
  return result.violation ? SignatureOf(*result.violation) : "";
}

TEST(Minimize, LeavesNothingOutOfWhichTheFallConsists) {
  const Trace trace = LongTrace();
  const std::string fall = FallOf(trace.setup, trace.actions);
  ASSERT_NE(fall, "");
  const Trace minimized = Minimize(trace);
  EXPECT_EQ(FallOf(minimized.setup, minimized.actions), fall);
  EXPECT_LE(minimized.actions.size(), std::size(kTwoLeaders));
  EXPECT_EQ(minimized.no_ops, 0u);
  EXPECT_EQ(minimized.fingerprints.size(), minimized.actions.size());
  EXPECT_EQ(minimized.seed, trace.seed);
  ASSERT_TRUE(minimized.violation.has_value());
  for (size_t i = 0; i < minimized.actions.size(); ++i) {
    std::vector<Action> rest = minimized.actions;
    rest.erase(rest.begin() + static_cast<ptrdiff_t>(i));
    EXPECT_NE(FallOf(minimized.setup, rest), fall)
        << Describe(minimized.actions[i]) << " is not needed";
  }
}

TEST(Minimize, MakesTheSetupPlain) {
  Trace trace = LongTrace();
  trace.setup.jitter_seed = 77;
  trace.setup.keys = 9;
  const harness::Setup setup = Minimize(trace).setup;
  EXPECT_EQ(setup.jitter_seed, harness::Setup().jitter_seed);
  EXPECT_EQ(setup.spares, 0u);
  EXPECT_EQ(setup.keys, 1u);
  EXPECT_EQ(setup.clients, 1u);
  // Without this nothing falls.
  EXPECT_NE(setup.reuse_ids, 0u);
}

TEST(Minimize, GivesTheSameEveryTime) {
  EXPECT_EQ(Minimize(LongTrace()), Minimize(LongTrace()));
}

TEST(Minimize, ReturnsAValidTraceWhenItIsStopped) {
  const Trace trace = LongTrace();
  const Trace stopped =
      Minimize(trace, [](const MinimizeProgress&) { return false; });
  EXPECT_TRUE(stopped.violation.has_value());
  EXPECT_GT(stopped.actions.size(), Minimize(trace).actions.size());
}

TEST(Minimize, SignaturesDifferByMoreThanNumbers) {
  EXPECT_EQ(SignatureOf({"log_matching", "nodes 1 and 23 differ at 7"}),
            "log_matching: nodes # and # differ at #");
  EXPECT_NE(SignatureOf({"log_matching", "x"}), SignatureOf({"no_panic", "x"}));
}

}  // namespace
}  // namespace harness
