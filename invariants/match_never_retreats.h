// MatchNeverRetreats: a leader does not unlearn what a peer acknowledged.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> MatchNeverRetreats(const Step& step,
                                            const Ghost& ghost);

}  // namespace invariants
