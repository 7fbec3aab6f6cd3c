// Settle: a while in which nothing breaks, and what must come of it.
#pragma once

#include "harness/action/action.h"
#include "harness/world/world.h"
#include "invariants/view.h"

namespace harness {

class Applier;

// Rounds that a cluster has to settle: forty times the longest election
// timeout, and as many as it takes to bring the clocks together.
uint64_t SettleBound(const Setup& setup);

// Heals all links and restarts nodes; then, round for round, every node ticks
// once and everything that is sent or waits is done at once, snapshots that
// were lost are reported and made anew, a removed leader is stopped, and
// clients ask again. Ends when there is a leader, every open call was answered
// and a new write too, and all members that are up have applied what the leader
// has; or at the bound, with what is missing then. At last the leader is asked
// to hand over to another voter, and must.
//
// With Settling::kQuorum nodes stay down that no membership needs for a quorum,
// but all are restarted while any log or message holds a change that is not
// applied.
//
// Goes through `applier`, so that everything is checked as ever. Returns early
// when an invariant falls, with `violation` set.
invariants::Settled Settle(World& world, Settling settling, Applier& applier,
                           std::optional<invariants::Violation>& violation);

}  // namespace harness
