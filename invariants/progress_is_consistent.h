// ProgressIsConsistent: what a leader believes of a peer fits together.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> ProgressIsConsistent(const Step& step,
                                              const Ghost& ghost);

}  // namespace invariants
