// No two nodes ever apply different entries at the same index (Raft paper,
// figure 3).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> StateMachineSafety(const Step& step,
                                            const Ghost& ghost);

}  // namespace invariants
