// A snapshot is sent only to who was heard from since the last check of the
// quorum: it is large, and lost on others (etcd).
// That one is sent the leader's own state says; who was heard from, what was
// delivered (NodeMemory::heard).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> SnapshotsGoToActivePeers(const Step& step,
                                                  const Ghost& ghost);

}  // namespace invariants
