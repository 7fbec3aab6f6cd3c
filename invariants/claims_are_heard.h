// Whom a node asks for its vote, and who refuses it in an older term and says
// what it knows to be committed, is believed if that entry is there: what is
// committed remains so. Or the node may never hear of it (found by a campaign).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> ClaimsAreHeard(const Step& step, const Ghost& ghost);

}  // namespace invariants
