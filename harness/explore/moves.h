// Moves: what can happen to a state within the bounds of a model.
#pragma once

#include <vector>

#include "harness/explore/model.h"
#include "harness/explore/parts.h"
#include "harness/explore/state.h"

namespace harness {

// Appends what can happen, each once; in an order that depends on the state
// alone. It is what Enabled (harness/action/enabled.h) lists, but for
//
//   what a bound forbids,
//   messages that are equal: one of them is delivered,
//   deliveries to nodes that are down: the message may as well stay where it
//   is, and never be delivered,
//   timeouts of nodes that would not campaign, and heartbeats of others than
//   leaders,
//   and, with value symmetry, the first call of a client before that of each
//   client with a lower number: clients differ by nothing else.
void MovesOf(const Model& model, const Parts& parts, const State& state,
             std::vector<Move>& moves);

// The action that a move is in a world that has one message of the name.
Action ActionOf(const Parts& parts, const Move& move);

// What all schedules do but for their deviations: work that waits, then the
// oldest message, then restarts, then what clients want of the latest leader,
// an election if nobody leads, else a heartbeat. Returns its place among
// `moves`, or moves.size() if there is none.
size_t DefaultMove(const Parts& parts, const State& state,
                   const std::vector<Move>& moves);

}  // namespace harness
