#include "invariants/logs_grow_in_a_term.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> LogsGrowInATerm(const Step& step,
                                         const Ghost& /*ghost*/) {
  if (step.truncated_from == 0 || !step.before.up || !step.after.up ||
      step.before.term != step.after.term) {
    return std::nullopt;
  }
  // A crash may leave a log that ends with a term that the node does not know.
  const raft::EntryId last = step.last_before;
  if (last.term != step.after.term) return std::nullopt;
  if (last.index <= step.after.last_index) {
    const auto term = step.log->TermAt(last.index);
    // Nothing is known of what a snapshot has replaced.
    if (!term || *term == last.term) return std::nullopt;
  }
  return Violation{
      "logs_grow_in_a_term",
      fmt::format("node {} of term {} had entry {} of that term, and has it no "
                  "more",
                  step.node, step.after.term, last.index)};
}

}  // namespace invariants
