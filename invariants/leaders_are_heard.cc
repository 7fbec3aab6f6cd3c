#include "invariants/leaders_are_heard.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> LeadersAreHeard(const Step& step,
                                         const Ghost& /*ghost*/) {
  if (!step.delivered || !step.after.up) return std::nullopt;
  const raft::MessageType type = step.delivered->type;
  const bool by_leader = type == raft::MessageType::kApp ||
                         type == raft::MessageType::kHeartbeat ||
                         type == raft::MessageType::kSnap;
  if (!by_leader || step.delivered->term != step.after.term ||
      step.after.role != raft::Role::kFollower ||
      step.after.election_elapsed == 0) {
    return std::nullopt;
  }
  return Violation{
      "leaders_are_heard",
      fmt::format("node {} heard from leader {} of term {}, and its election "
                  "timer is at {}",
                  step.node, step.delivered->from, step.delivered->term,
                  step.after.election_elapsed)};
}

}  // namespace invariants
