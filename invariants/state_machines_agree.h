// StateMachinesAgree: equal logs give equal states.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> StateMachinesAgree(const Step& step,
                                            const Ghost& ghost);

}  // namespace invariants
