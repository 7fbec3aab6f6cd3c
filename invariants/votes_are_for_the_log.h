// A vote says for which log it is, and a candidate counts only those for the
// log that it has: with asynchronous storage it asks before its log is durable,
// and a crash may take a part of it (Raft paper §5.4.1).
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> VotesAreForTheLog(const Step& step,
                                           const Ghost& ghost);

}  // namespace invariants
