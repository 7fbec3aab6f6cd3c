// OnlyVotersAreElected: who is no voter is not elected.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> OnlyVotersAreElected(const Step& step,
                                              const Ghost& ghost);

}  // namespace invariants
