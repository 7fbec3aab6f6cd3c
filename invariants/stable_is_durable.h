// What a node takes for durable is, and when nothing is left to write it takes
// all of its log for durable (Raft paper §5, figure 2).
// What the node takes for durable is what is judged, by its disk; of snapshots,
// too. That nothing is left to write its driver says.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> StableIsDurable(const Step& step, const Ghost& ghost);

}  // namespace invariants
