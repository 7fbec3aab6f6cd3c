// LeasesAreHonoured: who hears from a leader helps nobody else.
// Who is bound is judged by what was delivered and by the ticks since then, and
// what a leader asked for by what leaders have sent (Ghost::asked): the node's
// word counts for nothing, nor that of who asks for its vote.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> LeasesAreHonoured(const Step& step,
                                           const Ghost& ghost);

}  // namespace invariants
