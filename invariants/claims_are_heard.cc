#include "invariants/claims_are_heard.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> ClaimsAreHeard(const Step& step,
                                        const Ghost& /*ghost*/) {
  if (!step.delivered || !step.delivered->claimed || !step.asks_sender ||
      !step.after.up || step.delivered->term >= step.before.term ||
      step.before.role == raft::Role::kLeader) {
    return std::nullopt;
  }
  const raft::EntryId& claimed = *step.delivered->claimed;
  if (step.after.commit >= claimed.index ||
      step.log->TermAt(claimed.index) != claimed.term) {
    return std::nullopt;
  }
  return Violation{
      "claims_are_heard",
      fmt::format("node {} of term {} heard from {} in term {} that entry {} "
                  "is committed, has it, and takes {} for the last that is",
                  step.node, step.after.term, step.delivered->from,
                  step.delivered->term, claimed.index, step.after.commit)};
}

}  // namespace invariants
