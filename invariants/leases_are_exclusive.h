// While a leader may answer reads by its lease, nobody else is elected (Raft
// thesis §6.4.1).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> LeasesAreExclusive(const Step& step,
                                            const Ghost& ghost);

}  // namespace invariants
