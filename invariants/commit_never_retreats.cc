#include "invariants/commit_never_retreats.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> CommitNeverRetreats(const Step& step, const Ghost&) {
  if (!step.after.up) return std::nullopt;
  if (step.before.up && step.after.commit < step.before.commit) {
    return Violation{"commit_never_retreats",
                     fmt::format("node {} went from commit {} to {}", step.node,
                                 step.before.commit, step.after.commit)};
  }
  if (step.after.applied <= step.after.commit &&
      step.after.commit <= step.after.last_index) {
    return std::nullopt;
  }
  return Violation{
      "commit_never_retreats",
      fmt::format("node {} has applied {}, committed {} and a log up to {}",
                  step.node, step.after.applied, step.after.commit,
                  step.after.last_index)};
}

}  // namespace invariants
