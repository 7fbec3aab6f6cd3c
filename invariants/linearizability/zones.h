// Zones: decides a register in O(n log n) if no value is written twice.
//
// An operation is about one value: it writes it, reads it, or replaces it. All
// about a value make a cluster (clusters.h), and clusters that were replaced by
// compare-and-set, one by the other, a block, within which nothing else can be.
// Let f be the time of the first return of a block and s that of the last call.
// If f < s the block's values must have reigned from f to s (a forward zone);
// otherwise a moment between s and f is enough. So the history is linearizable
// if and only if no two forward zones overlap, and every other block has a
// moment outside of them (Gibbons and Korach 1997; chains and unknown outcomes
// are ours). An operation of unknown outcome happened if its value was seen,
// and else does not matter: so they cost nothing.
//
// Compare-and-sets that failed, and did not tell what they saw, are not part of
// that: they are tried on the order that was found, and if one does not fit the
// finding is kUndecided.
#pragma once

#include "invariants/linearizability/finding.h"
#include "invariants/linearizability/register_part.h"

namespace lin {

// kUndecided, with a reason, if a value was written twice.
Finding CheckZones(const RegisterPart& part);

}  // namespace lin
