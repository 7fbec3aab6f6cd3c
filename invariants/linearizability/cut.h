// Cut: what of a history was there at a moment.
#pragma once

#include "invariants/linearizability/finding.h"
#include "invariants/linearizability/register_part.h"

namespace lin {

// What was called before `until`. Of what had not returned by then nobody knows
// whether it took effect.
RegisterPart CutAt(const RegisterPart& part, Time until);

// How many operations of the part were called before `until`.
size_t CountCalled(const History& history, Part part, Time until);

}  // namespace lin
