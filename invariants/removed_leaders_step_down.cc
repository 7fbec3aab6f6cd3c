#include "invariants/removed_leaders_step_down.h"

#include <fmt/format.h>

#include <algorithm>

namespace invariants {

std::optional<Violation> RemovedLeadersStepDown(const Step& step,
                                                const Ghost& /*ghost*/) {
  if (!step.steps_down || step.after.role != raft::Role::kLeader) {
    return std::nullopt;
  }
  // Of a joint membership, both halves lead.
  for (const auto voters : {step.voters, step.voters_outgoing}) {
    if (std::ranges::find(voters, step.node) != voters.end()) {
      return std::nullopt;
    }
  }
  return Violation{
      "removed_leaders_step_down",
      fmt::format("node {} still leads term {}, is to step down when it is "
                  "removed, and is no voter of its membership",
                  step.node, step.after.term)};
}

}  // namespace invariants
