// What a node takes for durable is, and when nothing is left to write it takes
// all of its log for durable (Raft paper §5, figure 2).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> StableIsDurable(const Step& step, const Ghost& ghost);

}  // namespace invariants
