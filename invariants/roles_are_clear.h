// RolesAreClear: who leads knows it, and who campaigns knows no leader.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> RolesAreClear(const Step& step, const Ghost& ghost);

}  // namespace invariants
