// NodeMemory: what the invariants must remember of one node while it is up.
#pragma once

#include <cstdint>
#include <vector>

#include "raft/base/fingerprint.h"
#include "raft/types.h"

namespace invariants {

// What was delivered to a node, what it sent and what time passed, as far as
// later steps of it are judged by that. It is no part of the node and is not
// told by it: bookkeeping of the node that goes wrong leaves it as it is. In a
// correct node it follows from what the node knows, so that it makes no more
// states to explore. Empty while the node is down.
struct NodeMemory {
  // An append with entries that a leader sent, and that is not acknowledged.
  struct Sent {
    raft::Index last = 0;  // Of its entries.
    uint64_t bytes = 0;    // Of their payloads.
    friend bool operator==(const Sent&, const Sent&) = default;
  };
  // All of them since its peer began to be sent entries before it answered.
  struct Window {
    raft::NodeId peer = raft::kNone;
    raft::Index acknowledged = 0;
    std::vector<Sent> sent = {};  // In the order in which they were sent.
    friend bool operator==(const Window&, const Window&) = default;
  };
  // Answers that a node owes its leader.
  enum Owed : uint8_t {
    kNothing = 0,
    kAppend = 1,     // For entries or a snapshot.
    kHeartbeat = 2,  // For a heartbeat.
  };

  // Ticks since the last one of: its start, a new term, another role, its last
  // campaign; on a follower, something that its leader said, a vote that it
  // gave; on a leader, the last check of its quorum, the beginning of a
  // transfer. Of others than leaders not more than the election timeout.
  uint64_t timer = 0;
  // It follows who leads its term, and has heard that one.
  bool hears_leader = false;
  // Ticks for which it helps nobody to be elected, for its leader's lease.
  uint64_t promise = 0;
  // The last term in which its leader told it to campaign; 0: none did.
  raft::Term told = 0;
  uint8_t owes = kNothing;  // Of Owed.
  // On a leader: those (bit n: node n) that answered it or joined since the
  // last check of its quorum, or since it was elected.
  uint64_t heard = 0;
  // On a leader with a limit for them: payload bytes of what it has appended,
  // less those of what was applied since it was elected, be it its own or not.
  uint64_t unapplied = 0;
  // On a leader with limits that are small enough to be met: those of the
  // peers of whom all is known, by id.
  std::vector<Window> windows;

  const Window* WindowOf(raft::NodeId peer) const;
  void AddTo(raft::Fingerprint& fingerprint) const;
  friend bool operator==(const NodeMemory&, const NodeMemory&) = default;
};

// What `window` forgets and learns when `index` is acknowledged, or an append
// whose last entry is `last` is sent.
void Acknowledge(raft::Index index, NodeMemory::Window& window);
void Send(raft::Index last, uint64_t bytes, NodeMemory::Window& window);

}  // namespace invariants
