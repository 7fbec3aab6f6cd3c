// Progress: when all is well for long enough, a cluster gets on with it.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> Progress(const Step& step, const Ghost& ghost);

}  // namespace invariants
