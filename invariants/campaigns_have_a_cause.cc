#include "invariants/campaigns_have_a_cause.h"

#include <fmt/format.h>

#include <algorithm>

#include "invariants/remember.h"
#include "raft/describe/name.h"

namespace invariants {
namespace {

using raft::MessageType;
using raft::Role;

// True if the step began a campaign, or went on to the next part of one.
bool Begins(const Step& step) {
  const NodeView& before = step.before;
  const NodeView& after = step.after;
  if (after.role == Role::kFollower) return false;
  if (before.role == Role::kFollower || after.role == Role::kPreCandidate) {
    return before.role != after.role;
  }
  return before.term != after.term;  // A candidate, or a leader.
}

// True if it asks for pre-votes once more.
bool AsksAgain(const Step& step) {
  return step.ticks != 0 && step.after.role == Role::kPreCandidate &&
         std::ranges::any_of(step.sent, [](const raft::Message& message) {
           return message.type == MessageType::kPreVote;
         });
}

bool HasCause(const Step& step, const Ghost& ghost) {
  if (step.ticks != 0) {
    return step.memory->timer + step.ticks >= step.election_tick;
  }
  if (step.Has(Event::kCampaignForced) || IsTold(step, ghost)) return true;
  // What else wins a pre-vote is the node's own one, when it is durable.
  return step.before.role == Role::kPreCandidate &&
         step.after.role != Role::kPreCandidate &&
         (!step.delivered ||
          (step.delivered->type == MessageType::kPreVoteResp &&
           !step.delivered->reject));
}

}  // namespace

std::optional<Violation> CampaignsHaveACause(const Step& step,
                                             const Ghost& ghost) {
  if (!step.before.up || !step.after.up ||
      !(Begins(step) || (AsksAgain(step) && step.atomic)) ||
      HasCause(step, ghost)) {
    return std::nullopt;
  }
  if (step.ticks != 0) {
    return Violation{
        "campaigns_have_a_cause",
        fmt::format("node {} campaigns in term {} after {} ticks, and its "
                    "election timeout is {}",
                    step.node, step.after.term,
                    step.memory->timer + step.ticks, step.election_tick)};
  }
  return Violation{
      "campaigns_have_a_cause",
      fmt::format("node {} campaigns in term {} {}", step.node,
                  step.after.term,
                  step.delivered
                      ? fmt::format("because of {} of term {} from {}",
                                    raft::Name(step.delivered->type),
                                    step.delivered->term, step.delivered->from)
                      : "and no time has passed")};
}

}  // namespace invariants
