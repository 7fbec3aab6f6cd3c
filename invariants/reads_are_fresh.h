// A read sees everything that any client was told of before it began (Raft
// thesis §6.4).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> ReadsAreFresh(const Step& step, const Ghost& ghost);

}  // namespace invariants
