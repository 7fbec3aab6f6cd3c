// MatchIsDurable: what a leader counts on is on the disk of whom it counts.
// The leader's belief is what is judged, by the disks.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> MatchIsDurable(const Step& step, const Ghost& ghost);

}  // namespace invariants
