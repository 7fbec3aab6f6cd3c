#include "harness/trace/minimize.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/trace/replay.h"
#include "harness/trace/signature.h"
#include "harness/world/setup.h"
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

void Add(Trace& trace, std::string_view text) {
  const auto action = ParseAction(text);
  RAFT_CHECK(action.has_value(), "{}: {}", text, action.error().Text());
  trace.actions.push_back(*action);
}

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
  const auto add = [&trace](std::string_view text) { Add(trace, text); };
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

// A voter's clock runs so fast that its promise ends before the lease: beyond
// the fault atlas.
Trace LeaseTrace() {
  Trace trace;
  for (const std::string_view assignment :
       {"nodes=2", "clients=1", "keys=1", "lease_reads=1", "max_skew=1000",
        "check_quorum=511", "pre_vote=357", "max_inflight=3"}) {
    RAFT_CHECK(Set(trace.setup, assignment).has_value(), "{}", assignment);
  }
  const auto tick_voter = [&trace](int times) {
    for (int i = 0; i < times; ++i) Add(trace, "tick node=1");
  };
  tick_voter(10);  // It might be bound by what it promised before.
  for (const std::string_view text :
       {"timeout node=2", "deliver node=2 peer=1 type=MsgVote term=2 index=1",
        "deliver node=1 peer=2 type=MsgVoteResp term=2", "beat node=2",
        "deliver node=2 peer=1 type=MsgHeartbeat term=2",
        "deliver node=1 peer=2 type=MsgHeartbeatResp term=2"}) {
    Add(trace, text);
  }
  tick_voter(11);
  Add(trace, "beat node=2");
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

TEST(Minimize, TurnsMasksAndNumbersThatAreNeededIntoPlainOnes) {
  const Trace trace = LeaseTrace();
  ASSERT_NE(FallOf(trace.setup, trace.actions), "");
  EXPECT_EQ(Describe(Minimize(trace).setup),
            "nodes=2 clients=1 keys=1 max_skew=16 check_quorum=3 "
            "lease_reads=1");
}

// The values of a field that are plainer than the one which is assigned, in a
// setup of three nodes with these assignments.
std::vector<uint64_t> PlainerValues(std::vector<std::string> assignments) {
  harness::Setup setup;
  for (const std::string& assignment : assignments) {
    EXPECT_TRUE(Set(setup, assignment)) << assignment;
  }
  std::vector<uint64_t> values;
  for (const SetupField& field : SetupFields()) {
    if (!assignments.back().starts_with(std::string(field.name) + "=")) {
      continue;
    }
    for (const harness::Setup& plainer : Plainer(setup, field)) {
      values.push_back(plainer.*field.member);
    }
  }
  return values;
}

using Values = std::vector<uint64_t>;

TEST(Minimize, TakesNobodyForPlainerThanEverybodyAndThatThanSome) {
  EXPECT_EQ(PlainerValues({"pre_vote=0"}), Values());
  EXPECT_EQ(PlainerValues({"pre_vote=7"}), Values({0}));
  EXPECT_EQ(PlainerValues({"pre_vote=511"}), Values({0, 7}));
  EXPECT_EQ(PlainerValues({"pre_vote=5"}), Values({0, 7, 4, 1}));
  EXPECT_EQ(PlainerValues({"pre_vote=357"}), Values({0, 7, 5, 4, 1}));
  EXPECT_EQ(PlainerValues({"nodes=9", "learners=4", "pre_vote=511"}),
            Values({0}));
}

TEST(Minimize, TakesTheDefaultForPlainerThanNumbersNearIt) {
  EXPECT_EQ(PlainerValues({"election_tick=10"}), Values());
  EXPECT_EQ(PlainerValues({"election_tick=17"}), Values({10, 11, 12, 14}));
  EXPECT_EQ(PlainerValues({"election_tick=6"}), Values({10, 3, 4}));
  EXPECT_EQ(PlainerValues({"jitter=0"}), Values({1}));
  EXPECT_EQ(PlainerValues({"nodes=4"}), Values({1, 2, 3}));
  const Values seeds = PlainerValues({"jitter_seed=18446744073709551615"});
  EXPECT_EQ(seeds.size(), 65u);
  EXPECT_EQ(seeds.back(), (uint64_t{1} << 63) + 1);
}

// Else a bug would be minimized to what is to be expected.
TEST(Minimize, StaysInsideTheFaultAtlas) {
  EXPECT_EQ(PlainerValues({"check_quorum=7", "lease_reads=1", "max_skew=1",
                           "lease_margin=6"}),
            Values({2, 4}));
  EXPECT_EQ(PlainerValues({"check_quorum=7", "lease_reads=1", "max_skew=9",
                           "lease_margin=18"}),
            Values());
  // What is outside may stay there.
  EXPECT_EQ(PlainerValues({"check_quorum=7", "lease_reads=1", "max_skew=9",
                           "lease_margin=6"}),
            Values({0, 1, 2, 4}));
}

// Also if it goes from each to the one that differs least from it.
TEST(Minimize, ComesToAnEndWithPlainerSetups) {
  harness::Setup setup;
  for (const SetupField& field : SetupFields()) {
    setup.*field.member = field.most;
  }
  setup.reuse_ids = 0;
  setup.heartbeat_tick = 1;
  setup.lease_reads = 0;
  ASSERT_TRUE(Validate(setup).has_value());
  for (const SetupField& field : SetupFields()) {
    int steps = 0;
    for (auto plainer = Plainer(setup, field); !plainer.empty();
         plainer = Plainer(setup, field)) {
      setup = plainer.back();
      ASSERT_LE(++steps, 100) << field.name;
    }
  }
  EXPECT_EQ(Describe(setup), "nodes=1 clients=1 keys=1");
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

// An entry less makes all later indexes smaller: of two acknowledgements that
// wait, the one that is meant is the one whose index is nearest.
TEST(Minimize, MessagesAreNamedAnewByTheNearestName) {
  Trace trace;
  for (const std::string_view assignment :
       {"nodes=2", "clients=1", "keys=1", "reuse_ids=1"}) {
    RAFT_CHECK(Set(trace.setup, assignment).has_value(), "{}", assignment);
  }
  for (const std::string_view text :
       {"timeout node=1", "deliver node=1 peer=2 type=MsgVote term=2 index=1",
        "deliver node=2 peer=1 type=MsgVoteResp term=2",
        "deliver node=1 peer=2 type=MsgApp term=2 index=1",
        "duplicate node=2 peer=1 type=MsgAppResp term=2 index=2",
        "deliver node=2 peer=1 type=MsgAppResp term=2 index=2",
        "propose node=1 client=1", "retry node=1 client=1",
        "retry node=1 client=1",
        "deliver node=1 peer=2 type=MsgApp term=2 index=2 nth=1",
        "deliver node=1 peer=2 type=MsgApp term=2 index=3",
        "deliver node=1 peer=2 type=MsgApp term=2 index=4",
        "crash node=2", "wipe node=2", "restart node=2",
        "deliver node=2 peer=1 type=MsgAppResp term=2 index=5"}) {
    Add(trace, text);
  }
  ASSERT_TRUE(Replay(trace).violation.has_value());
  const Trace minimized = Minimize(trace);
  EXPECT_LE(minimized.actions.size(), 8u);
}

}  // namespace
}  // namespace harness
