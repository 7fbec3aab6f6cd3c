// CommitsOwnTerm: by counting, only entries of the own term are committed.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> CommitsOwnTerm(const Step& step, const Ghost& ghost);

}  // namespace invariants
