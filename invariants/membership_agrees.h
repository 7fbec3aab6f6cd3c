// MembershipAgrees: the log alone says who the members are.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> MembershipAgrees(const Step& step, const Ghost& ghost);

}  // namespace invariants
