#include "invariants/committed_never_differs.h"

#include <fmt/format.h>

#include <algorithm>

namespace invariants {

std::optional<Violation> CommittedNeverDiffers(const Step& step,
                                               const Ghost& ghost) {
  if (step.log == nullptr) return std::nullopt;
  const raft::Index known = std::min(step.after.commit, ghost.last_committed());
  const raft::Index first =
      std::max(step.before.commit + 1, step.after.first_index - 1);
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
