// Shrink: makes a conflict small, and keeps it a proof.
#pragma once

#include "invariants/linearizability/finding.h"
#include "invariants/linearizability/model.h"

namespace lin {

// Makes a conflict as small as may be, by steps after which, if what is left
// has no order, the history has none:
// - leaving out what changes nothing: reads, compare-and-sets that failed;
// - saying of a mutation that it may or may not have happened;
// - of registers, leaving out a mutation whose value nobody asks for, once no
//   failed compare-and-set is left; and forgetting what a write saw;
// - leaving out what may have happened, but was called after all else returned.
// A step is kept if the engines still find that there is no order. Gives up
// making it smaller after some thousand tries.
void Shrink(History& history, const Model& model, Part part, Finding& finding);

}  // namespace lin
