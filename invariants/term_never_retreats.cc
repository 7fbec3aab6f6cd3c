#include "invariants/term_never_retreats.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> TermNeverRetreats(const Step& step,
                                           const Ghost& ghost) {
  if (!step.after.up) return std::nullopt;
  raft::Term least =
      step.before.up ? step.before.term : ghost.PromiseOf(step.node);
  if (step.after.term < least) {
    return Violation{"term_never_retreats",
                     fmt::format("node {} went from term {} to term {}",
                                 step.node, least, step.after.term)};
  }
  if (step.sent.empty()) return std::nullopt;
  // Answers leave in the order of the writes that they waited for.
  least = ghost.PromiseOf(step.node);
  for (const raft::Message& message : step.sent) {
    if (!PromisesTerm(message)) continue;
    if (message.term < least) {
      return Violation{"term_never_retreats",
                       fmt::format("node {} answered node {} in term {} after "
                                   "an answer in term {}",
                                   step.node, message.to, message.term, least)};
    }
    least = message.term;
  }
  return std::nullopt;
}

}  // namespace invariants
