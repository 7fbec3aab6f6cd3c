#include "invariants/votes_are_for_the_log.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> VotesAreForTheLog(const Step& step,
                                           const Ghost& /*ghost*/) {
  for (const raft::Message& message : step.sent) {
    if (message.type != raft::MessageType::kVoteResp || message.reject ||
        !message.context.empty()) {
      continue;
    }
    return Violation{"votes_are_for_the_log",
                     fmt::format("node {} votes for {} in term {} and does not "
                                 "say for which log",
                                 step.node, message.to, message.term)};
  }
  if (!step.counts_vote || step.delivered->voted_log == step.last_before) {
    return std::nullopt;
  }
  const raft::EntryId& voted = *step.delivered->voted_log;
  return Violation{
      "votes_are_for_the_log",
      fmt::format(
          "node {} counts the vote of {} in term {} for a log that ends "
          "with entry {} of term {}; its own ends with {} of term {}",
          step.node, step.delivered->from, step.delivered->term, voted.index,
          voted.term, step.last_before.index, step.last_before.term)};
}

}  // namespace invariants
