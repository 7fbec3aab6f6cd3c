#include "invariants/transfers_are_asked_for.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "invariants/remember.h"
#include "raft/describe/name.h"

namespace invariants {
namespace {

using raft::MessageType;

bool Votes(raft::NodeId id, const raft::ConfState* members) {
  if (members == nullptr) return false;
  return std::ranges::find(members->voters, id) != members->voters.end() ||
         std::ranges::find(members->voters_outgoing, id) !=
             members->voters_outgoing.end();
}

// What is wrong with a node's order to another one to campaign.
std::string WrongOrder(const raft::Message& order, const Step& step,
                       const Ghost& ghost) {
  const bool leads =
      ghost.LeaderOf(order.term) == step.node ||
      (BecameLeader(step) && order.term == step.after.term);
  if (!leads) return "without leading that term";
  // Elsewhere the change may have been made since the message was.
  if (!step.atomic || Votes(order.to, step.membership_before) ||
      Votes(order.to, step.membership)) {
    return {};
  }
  return "which does not vote";
}

// What is wrong with a vote request that says that it was told.
std::string WrongRequest(const raft::Message& request, const Step& step,
                         const Ghost& ghost) {
  if (request.type != MessageType::kVote) return "with a pre-vote";
  const raft::Term asked_in = request.term - 1;
  if (!ghost.HasAsked(asked_in, step.node)) {
    return fmt::format("and no leader of term {} did", asked_in);
  }
  const raft::Term told =
      IsTold(step, ghost) ? step.delivered->term : step.memory->told;
  // Elsewhere it may have been told again since it made the message.
  const bool was = step.atomic ? IsTold(step, ghost) && told == asked_in
                               : told >= asked_in;
  return was ? "" : fmt::format("and has not heard so in term {}", asked_in);
}

}  // namespace

std::optional<Violation> TransfersAreAskedFor(const Step& step,
                                              const Ghost& ghost) {
  for (const raft::Message& message : step.sent) {
    std::string wrong;
    std::string_view what;
    if (message.type == MessageType::kTimeoutNow) {
      what = "tells it to campaign";
      wrong = WrongOrder(message, step, ghost);
    } else if ((message.type == MessageType::kVote ||
                message.type == MessageType::kPreVote) &&
               message.context.view() == kTransferContext) {
      what = "asks for its vote as told by a leader";
      wrong = WrongRequest(message, step, ghost);
    }
    if (wrong.empty()) continue;
    return Violation{"transfers_are_asked_for",
                     fmt::format("node {} sends node {} {} of term {} and {}, "
                                 "{}",
                                 step.node, message.to,
                                 raft::Name(message.type), message.term, what,
                                 wrong)};
  }
  return std::nullopt;
}

}  // namespace invariants
