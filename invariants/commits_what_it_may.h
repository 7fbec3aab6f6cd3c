// CommitsWhatItMay: what a quorum has is committed at once.
// It goes by what the leader believes of its peers (PeerView::match), which
// MatchIsAcknowledged ties to the acknowledgements that came.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> CommitsWhatItMay(const Step& step, const Ghost& ghost);

}  // namespace invariants
