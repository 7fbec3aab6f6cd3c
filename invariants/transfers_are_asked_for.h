// Only who leads a term tells a node to campaign for the next one, and only one
// that votes; and who says that it was told so was (Raft thesis §3.10).
// What is told and asked is judged by what leaders have sent (Ghost::asked) and
// by what was delivered (NodeMemory::told). Who votes, by the leader's state
// machine, before the step or after it: a change may have been applied after
// the message was made.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> TransfersAreAskedFor(const Step& step,
                                              const Ghost& ghost);

}  // namespace invariants
