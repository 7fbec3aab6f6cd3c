#include "invariants/applied_contiguous.h"

#include <fmt/format.h>

#include <algorithm>

namespace invariants {

std::optional<Violation> AppliedContiguous(const Step& step, const Ghost&) {
  if (!step.before.up || !step.after.up) return std::nullopt;
  raft::Index applied = step.before.applied;
  if (step.installed != nullptr) {
    applied = std::max(applied, step.installed->index);
  }
  // A snapshot may come before or after the entries of the same step.
  raft::Index expected = step.before.applied + 1;
  for (const raft::Entry& entry : step.applied) {
    if (entry.index == applied + 1) expected = entry.index;
    if (entry.index != expected) {
      return Violation{"applied_contiguous",
                       fmt::format("node {} applied entry {} where {} was next",
                                   step.node, entry.index, expected)};
    }
    applied = std::max(applied, entry.index);
    ++expected;
  }
  if (step.after.applied == applied) return std::nullopt;
  return Violation{"applied_contiguous",
                   fmt::format("node {} says that {} is applied, but it is {}",
                               step.node, step.after.applied, applied)};
}

}  // namespace invariants
