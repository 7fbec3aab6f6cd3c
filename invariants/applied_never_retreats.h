// What a node was told is applied it does not forget while it is up, and is
// never more than the state machine has applied: or it would hand out entries
// twice (Raft paper §5.3, figure 2). NodeView::noted is what is judged.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> AppliedNeverRetreats(const Step& step,
                                              const Ghost& ghost);

}  // namespace invariants
