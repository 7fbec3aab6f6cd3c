// ChangesAreTaken: what was refused or applied keeps no change waiting.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> ChangesAreTaken(const Step& step, const Ghost& ghost);

}  // namespace invariants
