#include "invariants/only_voters_are_elected.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> OnlyVotersAreElected(const Step& step,
                                              const Ghost& /*ghost*/) {
  if (step.elected_voter.value_or(true)) return std::nullopt;
  return Violation{"only_voters_are_elected",
                   fmt::format("node {} leads term {} and is no voter of its "
                               "own membership",
                               step.node, step.after.term)};
}

}  // namespace invariants
