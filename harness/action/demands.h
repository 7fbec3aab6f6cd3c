// Demands: what must come of a settle phase.
#pragma once

#include <string>

#include "harness/action/core.h"
#include "harness/action/rounds.h"
#include "harness/world/world.h"
#include "raft/types.h"

namespace harness {

// What is demanded of a healed core and not there yet, in words; empty if all
// is: a leader, answers to all calls, a new write, and that every member in the
// core has applied all that the leader has.
std::string Missing(const World& world, const Outside& outside,
                    const Rounds& rounds);

// The same where some nodes are frayed: only that something commits. `before`
// is the highest commit index in the core when the phase began.
std::string MissingCommit(const World& world, const Outside& outside,
                          raft::Index before);
raft::Index HighestCommit(const World& world, const Outside& outside);

// A healthy leader hands over to a voter that has all entries. Lets rounds
// pass until it has; returns what is wrong if it does not.
//
// Asked is every leader at once when it is elected, when nobody else's clock
// has ticked since, and again after every election timeout: by then a transfer
// that was under way before is given up. A try counts if all voters of the core
// are in the leader's term: nothing is in its way then, and five are too many.
//
// Other tries may fail, and those end within HandOverBound. Of nodes without
// check-quorum a removed one that campaigns on can lift the term of the heir,
// and not that of a leader that is in its lease. Such an heir hears nothing
// from the leader, ends the campaigns of others with its own, and says so when
// it is three terms ahead (raft/core/lower_term.cc): after three timeouts of
// its own at the latest, and a heartbeat. Then the leader steps down, and there
// is an election as at the beginning of the phase
// (corpus/traces/removed_candidates_delay_a_handover.textproto).
std::string HandOver(const World& world, const Outside& outside,
                     Rounds& rounds);

// In rounds: forty times the longest election timeout. Of three nodes of which
// only one can win, one that cannot may be first to campaign many times in a
// row; of forty it is not.
uint64_t ElectionBound(const Setup& setup);
// For a heir to be three terms ahead and to be heard, and for an election then.
uint64_t HandOverBound(const Setup& setup);

}  // namespace harness
