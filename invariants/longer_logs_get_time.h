// Who is asked for its vote by a node with a longer log, whom it would not ask
// itself, starts its election timer anew, once in a term; or the two may race
// for terms, and only one can be elected (found by a campaign). (Whether more
// often is too often is for progress to say.)
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> LongerLogsGetTime(const Step& step,
                                           const Ghost& ghost);

}  // namespace invariants
