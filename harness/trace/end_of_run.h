// What is asked when a run is over.
#pragma once

#include <optional>

#include "harness/world/world.h"
#include "invariants/linearizability/check.h"
#include "invariants/linearizability/history.h"
#include "invariants/view.h"

namespace harness {

// What the clients saw, for invariants/linearizability: values are texts if
// `named`, and else numbers of them, which is faster.
lin::History HistoryOf(const Record& record, bool named);

// For each part of a history: far more than a run needs, and little enough not
// to be waited for.
lin::Budget BudgetOfARun();

// Asks the nodes all that can be asked of them: what they throw falls. Checks
// that the history of the run is linearizable: the order in which the log has
// the commands is tried first. What the budget leaves undecided is
// counted in the record. To be asked once, after the last action and only if
// nothing fell.
std::optional<invariants::Violation> CheckEndOfRun(
    World& world, const lin::Budget& budget = BudgetOfARun());

}  // namespace harness
