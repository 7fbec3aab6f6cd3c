// LimitsAreKept: flow control and size limits are kept.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> LimitsAreKept(const Step& step, const Ghost& ghost);

}  // namespace invariants
