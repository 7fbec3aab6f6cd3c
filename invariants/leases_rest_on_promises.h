// While a leader may answer reads by its lease, a quorum of its voters helps
// nobody else to be elected (Raft thesis §6.4.1).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> LeasesRestOnPromises(const Step& step,
                                              const Ghost& ghost);

}  // namespace invariants
