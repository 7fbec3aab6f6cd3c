#include "invariants/leases_are_honoured.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> LeasesAreHonoured(const Step& step,
                                           const Ghost& /*ghost*/) {
  if (!step.in_lease || !step.delivered || step.delivered->for_transfer) {
    return std::nullopt;
  }
  const raft::MessageType type = step.delivered->type;
  if ((type != raft::MessageType::kVote &&
       type != raft::MessageType::kPreVote) ||
      step.delivered->term <= step.before.term) {
    return std::nullopt;
  }
  bool helps = step.after.term > step.before.term;
  for (const raft::Message& message : step.sent) {
    helps |= message.type == raft::MessageType::kPreVoteResp && !message.reject;
  }
  if (!helps) return std::nullopt;
  return Violation{
      "leases_are_honoured",
      fmt::format("node {} of term {}, bound by a lease, helps node {} to be "
                  "elected in term {}",
                  step.node, step.before.term, step.delivered->from,
                  step.delivered->term)};
}

}  // namespace invariants
