#include "invariants/commits_what_it_was_told.h"

#include <fmt/format.h>

#include <algorithm>

#include "raft/describe/name.h"

namespace invariants {
namespace {

using raft::MessageType;

// Up to where the message that came says that all is committed.
raft::Index Told(const Step& step) {
  if (!step.delivered) return 0;
  const Delivered& message = *step.delivered;
  if (message.claimed) return message.claimed->index;
  switch (message.type) {
    case MessageType::kApp:
      return std::min(message.commit, message.last);
    case MessageType::kSnap:
      return message.last;
    case MessageType::kHeartbeat:
    case MessageType::kVote:
    case MessageType::kPreVote:
      return message.commit;
    default:
      return 0;
  }
}

}  // namespace

std::optional<Violation> CommitsWhatItWasTold(const Step& step,
                                              const Ghost& /*ghost*/) {
  if (!step.before.up || !step.after.up ||
      step.after.commit <= step.before.commit ||
      step.after.role == raft::Role::kLeader ||
      step.before.role == raft::Role::kLeader) {
    return std::nullopt;
  }
  const bool campaigns = step.after.role != raft::Role::kFollower &&
                         (step.before.role != step.after.role ||
                          step.before.term != step.after.term);
  // Also where it then finds that it cannot.
  const bool may_campaign =
      step.ticks != 0 || !step.delivered ||
      step.delivered->type == MessageType::kTimeoutNow;
  const raft::Index told = Told(step);
  if (campaigns || may_campaign || step.after.commit <= told) {
    return std::nullopt;
  }
  return Violation{
      "commits_what_it_was_told",
      fmt::format("node {} of term {} has committed {} after {} of term {} "
                  "from {}, which says that {} is, and {} was before",
                  step.node, step.after.term, step.after.commit,
                  raft::Name(step.delivered->type), step.delivered->term,
                  step.delivered->from, told, step.before.commit)};
}

}  // namespace invariants
