#include "invariants/term_never_retreats.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> TermNeverRetreats(const Step& step,
                                           const Ghost& ghost) {
  if (!step.after.up) return std::nullopt;
  const raft::Term least =
      step.before.up ? step.before.term : ghost.PromiseOf(step.node);
  if (step.after.term >= least) return std::nullopt;
  return Violation{"term_never_retreats",
                   fmt::format("node {} went from term {} to term {}",
                               step.node, least, step.after.term)};
}

}  // namespace invariants
