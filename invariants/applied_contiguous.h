// Entries are applied one after the other, without a gap and none twice (Raft
// paper §5.3).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> AppliedContiguous(const Step& step,
                                           const Ghost& ghost);

}  // namespace invariants
