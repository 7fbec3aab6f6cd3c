// All nodes commit the same entry at an index, for ever (Raft paper §5.4.3).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> CommittedNeverDiffers(const Step& step,
                                               const Ghost& ghost);

}  // namespace invariants
