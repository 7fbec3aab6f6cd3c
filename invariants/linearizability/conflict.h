// Conflict: the operations of a history that have no order, as a history.
#pragma once

#include <span>

#include "invariants/linearizability/finding.h"

namespace lin {

// The witnesses alone. What returned after the last of them was called still
// does.
History Extract(const History& history, Part part,
                std::span<const Witness> conflict);

}  // namespace lin
