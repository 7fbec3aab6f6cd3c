// What a snapshot covers that a node has accepted, it does not apply one by
// one: it goes by the membership of the snapshot already.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> SnapshotsCoverEntries(const Step& step,
                                               const Ghost& ghost);

}  // namespace invariants
