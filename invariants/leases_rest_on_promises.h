// While a leader may answer reads by its lease, a quorum of its voters helps
// nobody else to be elected (Raft thesis §6.4.1).
// The lease is what is judged; by what the voters say of themselves. Whether
// they keep it is for LeasesAreHonoured, which takes nobody's word.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> LeasesRestOnPromises(const Step& step,
                                              const Ghost& ghost);

}  // namespace invariants
