// Settle: a while in which nothing breaks, and what must come of it.
#pragma once

#include <optional>

#include "harness/action/doer.h"
#include "harness/action/lasting.h"
#include "harness/action/rounds.h"
#include "harness/world/world.h"
#include "invariants/view.h"

namespace harness {

// Rounds that a cluster has to settle: forty times the longest election
// timeout, and as many as it takes to bring the clocks together. If somebody is
// deaf, two election timeouts more: so long a leader that hears nobody may lead
// on, and those who hear it wait. It steps down when it has heard nobody from
// one check of its quorum to the next, and its clock may be the slowest or
// wait for the slowest.
uint64_t SettleBound(const Setup& setup, bool somebody_is_deaf = false);

struct SettleResult {
  invariants::Settled settled;
  std::optional<invariants::Violation> violation;  // What fell on the way.
  bool interrupted = false;  // `settled` says nothing then.
};

// Heals all links and restarts all nodes, but for those that stay outside
// (core.h); what is in flight on links that stay cut is lost. Then rounds pass
// (rounds.h) until there is in the core what is demanded (demands.h), or to the
// bound, with what is missing then. At last the leader is asked to hand over to
// another voter in the core, and must.
//
// A round that does not come to rest, one of the handover's too, ends the phase
// at once and is what is missing: nobody waits for nodes that answer each other
// for ever.
//
// Of a core beside nodes that are frayed it is only demanded that something
// commits. Of what links cut one by one, slow nodes and stalled disks do to the
// others nothing more is promised: a node that reaches some and not their
// leader may be without a leader for ever, or hold up a transfer. Without
// check-quorum a deaf leader leads for ever, and without pre-vote a deaf
// candidate ends every term: nothing at all is promised then, so such nodes are
// not left to it.
//
// Goes through `doer`, so that everything is checked as ever.
SettleResult Settle(World& world, const SettleOption& option, Doer& doer,
                    const SettleWatch& watch);

}  // namespace harness
