#include "invariants/applied_contiguous.h"

#include <fmt/format.h>

#include <algorithm>

namespace invariants {

std::optional<Violation> AppliedContiguous(const Step& step, const Ghost&) {
  if (!step.after.up) return std::nullopt;
  // A node that comes back has its newest snapshot.
  raft::Index applied =
      step.before.up ? step.before.applied : step.durable.snapshot_index;
  const raft::Index snapshot =
      step.installed == nullptr ? 0 : step.installed->index;
  for (const raft::Entry& entry : step.applied) {
    // The snapshot may have come between any two of the step's entries.
    if (entry.index != applied + 1 && snapshot > applied) applied = snapshot;
    if (entry.index != applied + 1) {
      return Violation{"applied_contiguous",
                       fmt::format("node {} applied entry {} where {} was next",
                                   step.node, entry.index, applied + 1)};
    }
    applied = entry.index;
  }
  applied = std::max(applied, snapshot);
  if (step.after.applied == applied) return std::nullopt;
  return Violation{"applied_contiguous",
                   fmt::format("node {} says that {} is applied, but it is {}",
                               step.node, step.after.applied, applied)};
}

}  // namespace invariants
