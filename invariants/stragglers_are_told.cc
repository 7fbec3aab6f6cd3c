#include "invariants/stragglers_are_told.h"

#include <fmt/format.h>

#include "raft/describe/name.h"

namespace invariants {

std::optional<Violation> StragglersAreTold(const Step& step,
                                           const Ghost& /*ghost*/) {
  if (!step.delivered || !step.idle || !step.after.up ||
      step.delivered->term >= step.before.term) {
    return std::nullopt;
  }
  const raft::MessageType type = step.delivered->type;
  const bool pre_vote = type == raft::MessageType::kPreVote;
  const bool of_long_ago = step.before.term - step.delivered->term >= 3;
  const bool vote =
      type == raft::MessageType::kVote && (of_long_ago || !step.asks_sender);
  const bool old_leader =
      step.tells_old_leader && (type == raft::MessageType::kApp ||
                                type == raft::MessageType::kHeartbeat);
  if (!pre_vote && !vote && !old_leader) return std::nullopt;
  const raft::MessageType answer = pre_vote ? raft::MessageType::kPreVoteResp
                                   : vote   ? raft::MessageType::kVoteResp
                                            : raft::MessageType::kAppResp;
  for (const raft::Message& message : step.sent) {
    if (message.type == answer && message.to == step.delivered->from) {
      return std::nullopt;
    }
  }
  return Violation{
      "stragglers_are_told",
      fmt::format("node {} of term {} got {} of term {} from {} and says "
                  "nothing",
                  step.node, step.after.term, raft::Name(type),
                  step.delivered->term, step.delivered->from)};
}

}  // namespace invariants
