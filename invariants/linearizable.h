// All that clients were told can be explained by one copy of the store, asked
// one thing after the other, each between its call and its answer (Raft paper
// §8; Herlihy and Wing 1990). Asked at the end of a run; see linearizability/.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> Linearizable(const Step& step, const Ghost& ghost);

}  // namespace invariants
