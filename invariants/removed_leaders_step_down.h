// RemovedLeadersStepDown: who is to lead no longer once it is no voter, does
// not.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> RemovedLeadersStepDown(const Step& step,
                                                const Ghost& ghost);

}  // namespace invariants
