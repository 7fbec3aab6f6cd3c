// A write that a client was told of was committed, and every later leader has
// it (Raft paper §8).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> AcknowledgedWritesSurvive(const Step& step,
                                                   const Ghost& ghost);

}  // namespace invariants
