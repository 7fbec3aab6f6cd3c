// What a step adds to the memory of its node, and what its checks read there.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "invariants/ghost.h"
#include "invariants/node_memory.h"
#include "invariants/view.h"

namespace invariants {

// True if the step delivers something that only who leads the node's term
// says, and that the node follows: entries, a snapshot or a heartbeat.
bool HearsLeader(const Step& step);

// True if it delivers the order to campaign from who leads the node's term, or
// a later one.
bool IsTold(const Step& step, const Ghost& ghost);

// On a leader: whom it has heard from when a step of time checks its quorum,
// as NodeMemory::heard.
uint64_t HeardBy(const Step& step);

// The index that `peer` acknowledges in the step, to who leads its term.
std::optional<raft::Index> AcknowledgedIn(const Step& step, raft::NodeId peer);

// Of the entries, without what surrounds them.
uint64_t PayloadBytes(std::span<const raft::Entry> entries);

// True if windows are kept for a node with such limits: only small ones are
// ever met.
bool KeepsWindows(const Limits& limits);

// Brings the memory up to date after all checks of the step passed.
void Remember(const Step& step, const Ghost& ghost, NodeMemory& memory);

}  // namespace invariants
