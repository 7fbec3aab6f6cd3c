// No node sends what no correct node sends.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> NoImpossible(const Step& step, const Ghost& ghost);

}  // namespace invariants
