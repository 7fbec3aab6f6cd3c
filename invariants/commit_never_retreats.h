// While a node is up its commit index never goes back, and applied <= commit
// <= last index (Raft paper, figure 2).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> CommitNeverRetreats(const Step& step,
                                             const Ghost& ghost);

}  // namespace invariants
