// Configurations: decides registers whose values are written again and again.
//
// Goes through the calls and returns in the order of time (sweep.h), and keeps
// the frontier (frontier.h): the configurations in which the register can be.
// Only when an operation returns that has not taken effect in a configuration
// is it asked what may have happened since, up to the moment at which it did
// (closure.h; Lowe's just-in-time linearization).
//
// What it remembers is bounded by how many operations are open at a time, by
// the configurations, and by how many operations of unknown outcome there are;
// of the rest of the history nothing but one order of what has taken effect,
// which is its proof, and the values with the last time at which each is seen.
#pragma once

#include "invariants/linearizability/finding.h"
#include "invariants/linearizability/register_part.h"
#include "invariants/linearizability/sweep.h"

namespace lin {

// Where the configurations die, it tries to prove a conflict by the operations
// just before that. Where they are too many, the search is asked about the
// window between the last moment at which nothing was open and the next.
Finding CheckConfigurations(const RegisterPart& part, const Budget& budget,
                            const Handover& handover = {});

}  // namespace lin
