// What is asked when a run is over.
#pragma once

#include <optional>

#include "harness/world/world.h"
#include "invariants/linearizability/history.h"
#include "invariants/view.h"

namespace harness {

// What the clients saw, for invariants/linearizability: values are texts if
// `named`, and else numbers of them, which is faster.
lin::History HistoryOf(const Record& record, bool named);

// Checks that the history of the run is linearizable: the order in which the
// log has the commands is tried first. To be asked once, after the last action
// and only if nothing fell.
std::optional<invariants::Violation> CheckEndOfRun(World& world);

}  // namespace harness
