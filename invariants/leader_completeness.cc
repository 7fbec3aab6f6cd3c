#include "invariants/leader_completeness.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> LeaderCompleteness(const Step& step,
                                            const Ghost& ghost) {
  if (!BecameLeader(step) || step.log == nullptr) return std::nullopt;
  // The newest entry that was committed before this term: with log matching,
  // it vouches for all before it.
  raft::Index index = ghost.last_committed();
  while (index > 0 && ghost.committed[index].committed_in >= step.after.term) {
    --index;
  }
  if (index == 0 || index + 1 < step.after.first_index) return std::nullopt;
  const raft::Term committed = ghost.committed[index].term;
  const auto term = step.log->TermAt(index);
  if (committed == 0 || (term && *term == committed)) return std::nullopt;
  return Violation{
      "leader_completeness",
      fmt::format(
          "node {} leads term {} without entry {} of term {}, which was "
          "committed in term {}; it has term {} there (0: nothing)",
          step.node, step.after.term, index, committed,
          ghost.committed[index].committed_in, term.value_or(0))};
}

}  // namespace invariants
