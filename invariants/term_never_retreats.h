// A term never goes back, and no crash forgets one that others were told (Raft
// paper, figure 2).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> TermNeverRetreats(const Step& step,
                                           const Ghost& ghost);

}  // namespace invariants
