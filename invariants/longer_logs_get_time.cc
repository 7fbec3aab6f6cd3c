#include "invariants/longer_logs_get_time.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> LongerLogsGetTime(const Step& step,
                                           const Ghost& ghost) {
  const bool exempt = step.in_lease || step.before.lead != raft::kNone ||
                      step.after.election_elapsed == 0;
  // The invariant is of votes. A pre-vote may have been given its time, too.
  if (exempt || !AsksForTime(step) ||
      step.delivered->type != raft::MessageType::kVote ||
      ghost.GaveTimeIn(step.node, step.after.term)) {
    return std::nullopt;
  }
  return Violation{
      "longer_logs_get_time",
      fmt::format(
          "node {} was asked for a vote by node {}, whose log is longer "
          "and whom it does not ask, and its election timer is at {}",
          step.node, step.delivered->from, step.after.election_elapsed)};
}

}  // namespace invariants
