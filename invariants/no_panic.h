// The library never finds itself in a state that it takes for impossible.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> NoPanic(const Step& step, const Ghost& ghost);

}  // namespace invariants
