// A leader counts on a peer for what that has acknowledged in its term, no more
// and no less (Raft paper §5.3). What it believes (PeerView::match) is what is
// judged; the acknowledgements are those that were delivered.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> MatchIsAcknowledged(const Step& step,
                                             const Ghost& ghost);

}  // namespace invariants
