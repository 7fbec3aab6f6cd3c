// OneChangeAtATime: no membership change overtakes another.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> OneChangeAtATime(const Step& step, const Ghost& ghost);

}  // namespace invariants
