#include "invariants/acknowledges_its_commit.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> AcknowledgesItsCommit(const Step& step,
                                               const Ghost& /*ghost*/) {
  if (!step.delivered || !step.before.up ||
      step.delivered->term != step.after.term) {
    return std::nullopt;
  }
  const raft::MessageType type = step.delivered->type;
  const bool snapshot = type == raft::MessageType::kSnap;
  const bool known = type == raft::MessageType::kApp &&
                     step.delivered->index < step.before.commit;
  if (!snapshot && !known) return std::nullopt;
  for (const raft::Message& message : step.sent) {
    if (message.type != raft::MessageType::kAppResp ||
        message.to != step.delivered->from) {
      continue;
    }
    if (!message.reject && message.index == step.after.commit) continue;
    return Violation{
        "acknowledges_its_commit",
        fmt::format("node {}, which has committed {}, {} {} to {} after {}",
                    step.node, step.after.commit,
                    message.reject ? "refuses" : "acknowledges", message.index,
                    message.to, snapshot ? "a snapshot" : "an append")};
  }
  return std::nullopt;
}

}  // namespace invariants
