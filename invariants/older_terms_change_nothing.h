// What comes from an older term changes neither term nor vote, makes nobody
// campaign, and ends a campaign only if it says that more is committed (Raft
// paper §5.1).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> OlderTermsChangeNothing(const Step& step,
                                                 const Ghost& ghost);

}  // namespace invariants
