// A node answers pre-votes of older terms, candidates and older leaders where
// it may be in its term alone; or they would never hear of it (etcd).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> StragglersAreTold(const Step& step,
                                           const Ghost& ghost);

}  // namespace invariants
