#include "invariants/applied_never_retreats.h"

#include <fmt/format.h>

#include <algorithm>

namespace invariants {

std::optional<Violation> AppliedNeverRetreats(const Step& step,
                                              const Ghost& /*ghost*/) {
  if (!step.after.up) return std::nullopt;
  if (step.before.up && step.after.noted < step.before.noted) {
    return Violation{
        "applied_never_retreats",
        fmt::format("node {} took {} for applied, and takes {}", step.node,
                    step.before.noted, step.after.noted)};
  }
  // What a snapshot covers that waits to be written is passed over.
  const raft::Index most = std::max(step.after.applied, step.accepted_snapshot);
  if (step.after.noted <= most) return std::nullopt;
  return Violation{
      "applied_never_retreats",
      fmt::format("node {} takes {} for applied, and {} is", step.node,
                  step.after.noted, step.after.applied)};
}

}  // namespace invariants
