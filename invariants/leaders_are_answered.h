// Who is sent entries, a snapshot or a heartbeat by the leader of its term
// answers, or the leader would wait: also for what it knows already. With
// asynchronous storage the answer may come later, but not when nothing is left
// to do.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> LeadersAreAnswered(const Step& step,
                                            const Ghost& ghost);

}  // namespace invariants
