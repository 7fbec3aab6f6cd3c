// What was committed in a term is in the logs of the leaders of all later
// terms (Raft paper, figure 3).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> LeaderCompleteness(const Step& step,
                                            const Ghost& ghost);

}  // namespace invariants
