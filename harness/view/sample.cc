#include "harness/view/sample.h"

#include <algorithm>
#include <functional>
#include <vector>

#include "harness/action/action.h"
#include "harness/action/apply.h"
#include "harness/action/enabled.h"
#include "harness/world/setup.h"
#include "harness/world/world.h"
#include "raft/base/check.h"

namespace harness {
namespace {

// SplitMix64: good enough to choose actions.
class Dice {
 public:
  uint64_t Below(uint64_t bound) {
    state_ += 0x9e3779b97f4a7c15;
    uint64_t mixed = state_;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
    return (mixed ^ mixed >> 31) % bound;
  }

 private:
  uint64_t state_ = 1;
};

// Mostly work and deliveries, so that something comes of the faults. Actions
// of one verb share its weight.
uint64_t WeightOf(const Action& action, const std::vector<Action>& enabled) {
  const auto alike = std::count_if(
      enabled.begin(), enabled.end(),
      [&](const Action& other) { return other.verb == action.verb; });
  const uint64_t share = 10000 / static_cast<uint64_t>(alike);
  switch (action.verb) {
    case Verb::kDeliver:
    case Verb::kReady:
    case Verb::kSync:
    case Verb::kHear:
    case Verb::kApply:
      return 40 * share;
    case Verb::kBeat:
    case Verb::kPropose:
      return 10 * share;
    case Verb::kRestart:
    case Verb::kHeal:
      return 4 * share;
    default:
      return share;
  }
}

// At the end messages are sent and nothing becomes of them.
constexpr size_t kLast = 20;

bool MayBeLast(const Action& action) {
  return action.verb == Verb::kReady || action.verb == Verb::kSync ||
         action.verb == Verb::kBeat || action.verb == Verb::kHeal ||
         action.verb == Verb::kRestart || action.verb == Verb::kTimeout;
}

}  // namespace

Trace TraceOf(std::initializer_list<std::string_view> assignments,
              std::initializer_list<std::string_view> actions) {
  Trace trace;
  for (const std::string_view assignment : assignments) {
    const auto set = Set(trace.setup, assignment);
    RAFT_CHECK(set.has_value(), "{}", set.error().Text());
  }
  for (const std::string_view text : actions) {
    const auto action = ParseAction(text);
    RAFT_CHECK(action.has_value(), "{}: {}", text, action.error().Text());
    trace.actions.push_back(*action);
  }
  return trace;
}

Trace TraceInWhichNobodyLeads() {
  return TraceOf(
      {"nodes=2", "learners=2", "spares=1", "clients=1", "keys=1", "jitter=0",
       "max_size_per_message=0"},
      {"timeout node=1", "propose node=1 client=1",
       "deliver node=1 peer=2 type=MsgVote term=2 index=1",
       "deliver node=2 peer=1 type=MsgVoteResp term=2", "beat node=1",
       "change node=1 peer=2 option=1",
       "deliver node=1 peer=2 type=MsgApp term=2 index=1",
       "deliver node=1 peer=4 type=MsgHeartbeat term=2",
       "retry node=1 client=1",
       "deliver node=2 peer=1 type=MsgAppResp term=2 index=2",
       "deliver node=1 peer=2 type=MsgApp term=2 index=2",
       "deliver node=2 peer=1 type=MsgAppResp term=2 index=3",
       "deliver node=1 peer=2 type=MsgApp term=2 index=4",
       "propose node=5 client=1", "reconfigure node=4 nth=2 key=1 option=12",
       "deliver node=4 peer=1 type=MsgProp", "leave node=1", "settle"});
}

Trace SampleTrace(size_t actions) {
  Trace trace = TraceOf({"nodes=3", "spares=1", "drive=1", "clients=2"}, {});
  World world(trace.setup);
  Applier applier;
  Dice dice;
  std::vector<Action> enabled;
  while (trace.actions.size() < actions) {
    enabled.clear();
    Enabled(world, enabled);
    if (trace.actions.size() + kLast >= actions) {
      std::erase_if(enabled, std::not_fn(MayBeLast));
    }
    uint64_t weight = 0;
    for (const Action& action : enabled) weight += WeightOf(action, enabled);
    uint64_t drawn = dice.Below(weight);
    size_t chosen = 0;
    while (drawn >= WeightOf(enabled[chosen], enabled)) {
      drawn -= WeightOf(enabled[chosen++], enabled);
    }
    const Action& action = enabled[chosen];
    RAFT_CHECK(!applier.Apply(world, action).has_value(),
               "something fell at {}", Describe(action));
    trace.actions.push_back(action);
  }
  return trace;
}

}  // namespace harness
