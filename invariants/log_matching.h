// Entries with the same index and term are the same, and so are all before
// them (Raft paper, figure 3).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> LogMatching(const Step& step, const Ghost& ghost);

}  // namespace invariants
