#include "invariants/longer_logs_get_time.h"

#include <fmt/format.h>

#include <tuple>

namespace invariants {

std::optional<Violation> LongerLogsGetTime(const Step& step,
                                           const Ghost& /*ghost*/) {
  if (!step.delivered || step.delivered->type != raft::MessageType::kVote ||
      step.asks_sender || step.in_lease || !step.after.up ||
      step.before.lead != raft::kNone || step.after.lead != raft::kNone) {
    return std::nullopt;
  }
  const Delivered& request = *step.delivered;
  const raft::EntryId& last = step.last_before;
  const bool longer = std::tie(request.log_term, request.index) >
                      std::tie(last.term, last.index);
  if (!longer || step.after.election_elapsed == 0) return std::nullopt;
  return Violation{
      "longer_logs_get_time",
      fmt::format(
          "node {} was asked for a vote by node {}, whose log is longer "
          "and whom it does not ask, and its election timer is at {}",
          step.node, request.from, step.after.election_elapsed)};
}

}  // namespace invariants
