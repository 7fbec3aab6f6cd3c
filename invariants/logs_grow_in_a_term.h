// As long as a node stays in a term, it keeps the entries of that term: they
// all come from its one leader, whose log only grows (Raft paper §5.3).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> LogsGrowInATerm(const Step& step, const Ghost& ghost);

}  // namespace invariants
