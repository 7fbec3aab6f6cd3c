#include "invariants/roles_are_clear.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> RolesAreClear(const Step& step,
                                       const Ghost& /*ghost*/) {
  if (!step.after.up) return std::nullopt;
  const bool leads = step.after.role == raft::Role::kLeader;
  if (step.after.role == raft::Role::kFollower ||
      step.after.lead == (leads ? step.node : raft::kNone)) {
    return std::nullopt;
  }
  return Violation{"roles_are_clear",
                   fmt::format("node {} {} term {} and takes {} for its leader",
                               step.node, leads ? "leads" : "campaigns in",
                               step.after.term, step.after.lead)};
}

}  // namespace invariants
