// Who does not lead commits what the message that it got says is committed, and
// of an append no more than what that vouches for (Raft paper §5.3). Who begins
// a campaign may also know by two membership changes in its log that the first
// is committed.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> CommitsWhatItWasTold(const Step& step,
                                              const Ghost& ghost);

}  // namespace invariants
