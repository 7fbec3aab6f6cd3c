#include "invariants/snapshots_cover_entries.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> SnapshotsCoverEntries(const Step& step,
                                               const Ghost& /*ghost*/) {
  if (step.applied.empty() ||
      step.applied.front().index > step.accepted_snapshot) {
    return std::nullopt;
  }
  return Violation{
      "snapshots_cover_entries",
      fmt::format(
          "node {} applied entry {}, which a snapshot of {} covers that "
          "it has accepted",
          step.node, step.applied.front().index, step.accepted_snapshot)};
}

}  // namespace invariants
