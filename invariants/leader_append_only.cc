#include "invariants/leader_append_only.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> LeaderAppendOnly(const Step& step, const Ghost&) {
  if (step.truncated_from == 0) return std::nullopt;
  const bool leads = step.before.role == raft::Role::kLeader &&
                     step.after.role == raft::Role::kLeader &&
                     step.before.term == step.after.term;
  if (!leads) return std::nullopt;
  return Violation{
      "leader_append_only",
      fmt::format("node {} leads term {} and cut its log from {} on", step.node,
                  step.after.term, step.truncated_from)};
}

}  // namespace invariants
