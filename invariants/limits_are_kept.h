// LimitsAreKept: flow control and size limits are kept.
// Windows and quotas are judged by what was sent, acknowledged, appended and
// applied (NodeMemory); what the leader itself takes for in flight must keep
// within them too, as it is what it goes by.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> LimitsAreKept(const Step& step, const Ghost& ghost);

}  // namespace invariants
