// A leader never removes or replaces entries of its log (Raft paper, figure
// 3).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> LeaderAppendOnly(const Step& step, const Ghost& ghost);

}  // namespace invariants
