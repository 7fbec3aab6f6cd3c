// A node campaigns when it heard from no leader, voted for nobody and did not
// campaign for an election timeout, when a leader or an operator tells it to,
// or when its pre-votes were granted; never because somebody asks it for
// something. So in peace there is one campaign in an election timeout at most
// (Raft paper §5.2). Its time is that of the world, not its own timer.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> CampaignsHaveACause(const Step& step,
                                             const Ghost& ghost);

}  // namespace invariants
