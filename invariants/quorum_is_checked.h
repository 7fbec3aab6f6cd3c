// With check-quorum a leader stays if and only if a quorum was heard from
// within an election timeout (Raft thesis §6.2).
// When the time has come and who was heard from is judged by the ticks that
// passed and by what was delivered (NodeMemory), never by the leader's own
// bookkeeping.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> QuorumIsChecked(const Step& step, const Ghost& ghost);

}  // namespace invariants
