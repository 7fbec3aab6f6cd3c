// At most one node leads a term, and none is elected in it twice (Raft paper,
// figure 3).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> ElectionSafety(const Step& step, const Ghost& ghost);

}  // namespace invariants
