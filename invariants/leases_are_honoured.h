// LeasesAreHonoured: who hears from a leader helps nobody else.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> LeasesAreHonoured(const Step& step,
                                           const Ghost& ghost);

}  // namespace invariants
