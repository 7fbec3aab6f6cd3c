// ChangesAreMade: a committed change leads where it says, or is refused.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> ChangesAreMade(const Step& step, const Ghost& ghost);

}  // namespace invariants
