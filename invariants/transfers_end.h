// A transfer has one election timeout, however often it is asked for (Raft
// thesis §3.10).
// Its time is that of the world (NodeMemory::timer); that its own timer goes
// back is told at once, before the time is over.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> TransfersEnd(const Step& step, const Ghost& ghost);

}  // namespace invariants
