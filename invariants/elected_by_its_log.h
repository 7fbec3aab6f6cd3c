// A node is elected only with a log that is at least as up-to-date as those of
// a quorum of its voters (Raft paper §5.4.1).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> ElectedByItsLog(const Step& step, const Ghost& ghost);

}  // namespace invariants
