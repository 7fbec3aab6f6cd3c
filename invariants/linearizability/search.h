// Search: finds an order for any model, by trying.
#pragma once

#include "invariants/linearizability/finding.h"
#include "invariants/linearizability/model.h"

namespace lin {

// Depth first (Wing and Gong 1993), never twice through the same set of
// operations and state (Lowe 2017), with three additions: an operation that
// changes nothing is placed as soon as it fits, without a choice; operations of
// unknown outcome that are alike are counted, not told apart, and none of them
// must be placed; and what was seen is known by a hash that is kept up to date
// at each step. Exponential at worst in how many operations overlap; within the
// budget it is exact.
Finding Search(History& history, const Model& model, Part part,
               const Budget& budget);

}  // namespace lin
