// Who is sent what it has committed already, or a snapshot, acknowledges its
// commit index: no less, and not what the leader may not have (etcd).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> AcknowledgesItsCommit(const Step& step,
                                               const Ghost& ghost);

}  // namespace invariants
