#include "invariants/committed_never_differs.h"

#include <fmt/format.h>

#include <algorithm>

namespace invariants {

std::optional<Violation> CommittedNeverDiffers(const Step& step,
                                               const Ghost& ghost) {
  if (step.log == nullptr) return std::nullopt;
  // What is new: from where commit was, or from where the log was replaced.
  const raft::Index known = std::min(step.after.commit, ghost.last_committed());
  raft::Index first = step.before.commit + 1;
  if (step.truncated_from != 0) first = std::min(first, step.truncated_from);
  first = std::max(first, step.after.first_index - 1);
  for (raft::Index index = first; index <= known; ++index) {
    const raft::Term committed = ghost.committed[index].term;
    const auto term = step.log->TermAt(index);
    if (committed == 0 || !term || *term == committed) continue;
    return Violation{
        "committed_never_differs",
        fmt::format("node {} committed entry {} of term {}, where one of term "
                    "{} was committed",
                    step.node, index, *term, committed)};
  }
  return std::nullopt;
}

}  // namespace invariants
