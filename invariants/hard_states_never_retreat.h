// HardStatesNeverRetreat: what a disk says of term and commit goes on from what
// it said. (Of votes OneVotePerTerm asks more.)
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> HardStatesNeverRetreat(const Step& step,
                                                const Ghost& ghost);

}  // namespace invariants
