#include "invariants/election_safety.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> ElectionSafety(const Step& step, const Ghost& ghost) {
  if (!BecameLeader(step)) return std::nullopt;
  const auto leader = ghost.LeaderOf(step.after.term);
  if (!leader || *leader == step.node) return std::nullopt;
  return Violation{"election_safety",
                   fmt::format("nodes {} and {} both lead term {}", *leader,
                               step.node, step.after.term)};
}

}  // namespace invariants
