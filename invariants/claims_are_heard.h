// Who refuses a vote in an older term and says what it knows to be committed is
// believed by all who have that entry: what is committed remains so. Or they
// may never hear of it (found by a campaign).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> ClaimsAreHeard(const Step& step, const Ghost& ghost);

}  // namespace invariants
