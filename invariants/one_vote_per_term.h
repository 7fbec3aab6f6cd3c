// A node votes for at most one candidate in a term, also across crashes, for
// which its disk keeps the vote (Raft paper §5.2).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> OneVotePerTerm(const Step& step, const Ghost& ghost);

}  // namespace invariants
