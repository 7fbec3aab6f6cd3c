// What a leader says starts the election timer of its followers anew (Raft
// paper §5.2).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> LeadersAreHeard(const Step& step, const Ghost& ghost);

}  // namespace invariants
