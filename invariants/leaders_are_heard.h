// What a leader says starts the election timer of its followers anew (Raft
// paper §5.2).
// The node's timer is what is judged; that it campaigns too early, whatever its
// timer says, is for CampaignsHaveACause.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> LeadersAreHeard(const Step& step, const Ghost& ghost);

}  // namespace invariants
