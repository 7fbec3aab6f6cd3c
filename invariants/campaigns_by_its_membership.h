// Nobody campaigns with a committed membership change that it has not applied:
// it would count votes by a membership that others have left (etcd). Of two
// changes in a log the first is committed, be it known or not: else the second
// had not been proposed.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> CampaignsByItsMembership(const Step& step,
                                                  const Ghost& ghost);

}  // namespace invariants
