#include "invariants/election_safety.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> ElectionSafety(const Step& step, const Ghost& ghost) {
  if (!BecameLeader(step)) return std::nullopt;
  const auto leader = ghost.LeaderOf(step.after.term);
  if (!leader) return std::nullopt;
  if (*leader == step.node) {
    // Its log may differ from the one that it led with before.
    return Violation{"election_safety",
                     fmt::format("node {} was elected in term {} twice",
                                 step.node, step.after.term)};
  }
  return Violation{"election_safety",
                   fmt::format("nodes {} and {} both lead term {}", *leader,
                               step.node, step.after.term)};
}

}  // namespace invariants
