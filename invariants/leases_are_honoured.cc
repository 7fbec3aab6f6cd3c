#include "invariants/leases_are_honoured.h"

#include <fmt/format.h>

namespace invariants {
namespace {

using raft::MessageType;

// True if the node leads, heard from its leader less than an election timeout
// ago, or answered a heartbeat that a lease rests on as shortly before.
bool IsBound(const Step& step) {
  if (!step.before.up) return false;
  if (step.memory->promise > 0) return true;
  if (!step.checks_quorum) return false;
  return step.before.role == raft::Role::kLeader ||
         (step.memory->hears_leader &&
          step.memory->timer < step.election_tick);
}

// True if a leader has told the sender to campaign for the term it asks for.
bool IsTransfer(const Delivered& request, const Ghost& ghost) {
  return request.type == MessageType::kVote && request.for_transfer &&
         ghost.HasAsked(request.term - 1, request.from);
}

bool Helps(const Step& step) {
  const Delivered& request = *step.delivered;
  if (step.after.term > step.before.term) return true;
  if (step.after.vote == request.from && step.before.vote != request.from) {
    return true;
  }
  // A pre-vote for the term of a leader that there is helps nobody.
  if (request.term == step.before.term) return false;
  for (const raft::Message& message : step.sent) {
    if (message.type == MessageType::kPreVoteResp && !message.reject) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::optional<Violation> LeasesAreHonoured(const Step& step,
                                           const Ghost& ghost) {
  if (!step.delivered || !step.after.up ||
      step.delivered->term < step.before.term) {
    return std::nullopt;
  }
  const MessageType type = step.delivered->type;
  const bool asks = type == MessageType::kVote || type == MessageType::kPreVote;
  if (!asks || !IsBound(step) || !Helps(step) ||
      IsTransfer(*step.delivered, ghost)) {
    return std::nullopt;
  }
  return Violation{
      "leases_are_honoured",
      fmt::format("node {} of term {}, bound by a lease, helps node {} to be "
                  "elected in term {}",
                  step.node, step.before.term, step.delivered->from,
                  step.delivered->term)};
}

}  // namespace invariants
