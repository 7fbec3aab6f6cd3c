// What an invariant sees of one replica, and of what a leader believes of
// others.
#pragma once

#include <cstdint>
#include <optional>

#include "raft/types.h"

namespace invariants {

// The small public face of one replica at one moment.
struct NodeView {
  bool up = false;  // False: crashed or never started; the rest is 0.
  raft::Term term = 0;
  raft::NodeId vote = raft::kNone;
  raft::Role role = raft::Role::kFollower;
  raft::NodeId lead = raft::kNone;
  raft::Index commit = 0;
  raft::Index applied = 0;      // By the state machine.
  raft::Index noted = 0;        // The same, as far as the node was told.
  raft::Index first_index = 1;  // Of the log; entries below were compacted.
  raft::Index last_index = 0;
  raft::NodeId transferee = raft::kNone;  // A leader hands over to this node.
  uint64_t election_elapsed = 0;  // Ticks since its election timer started.
  friend bool operator==(const NodeView&, const NodeView&) = default;
};

// The log of the touched replica after the step.
class LogView {
 public:
  virtual ~LogView() = default;
  // The term at `index`, also at first_index - 1; nothing where it is unknown.
  virtual std::optional<raft::Term> TermAt(raft::Index index) const = 0;
};

// What the disk of a replica holds that no crash can take.
struct DurableView {
  raft::Term term = 0;
  raft::NodeId vote = raft::kNone;
  raft::Index last_index = 0;
  raft::Term last_term = 0;        // Of the entry there.
  raft::Index snapshot_index = 0;  // Of the newest snapshot.
  friend bool operator==(const DurableView&, const DurableView&) = default;
};

// What a leader believes of a peer, and how that peer is.
struct PeerView {
  raft::NodeId id = raft::kNone;
  raft::Index match = 0;
  raft::Index next = 1;
  bool replicates = false;  // Entries are sent before the last are answered.
  bool awaits_snapshot = false;  // One was sent, its fate is not known.
  bool active = false;    // Something came from it since the last quorum check.
  uint64_t inflight = 0;  // Appends that are not answered, and their bytes.
  uint64_t inflight_bytes = 0;
  uint64_t inflight_bytes_before_newest = 0;  // The same but for the newest.
  DurableView durable = {};  // Of the peer itself; 0 where it is not known.
  bool promises = false;     // To help nobody else; also while it is down.
  // When the leader was elected: the peer's term, and where its log ends.
  raft::Term term = 0;
  raft::EntryId last = {};
  friend bool operator==(const PeerView&, const PeerView&) = default;
};

// A committed membership change, as the library went about it.
struct AskedChange {
  raft::Index index = 0;  // Of its entry.
  bool accepted = false;  // The application, asked for it, wants it to be made.
  bool failed = false;    // It was told that the change is not made.
};

// The limits that a replica was given; see raft::Config.
struct Limits {
  uint64_t max_size_per_message = raft::kUnlimited;
  uint64_t max_committed_size = raft::kUnlimited;
  uint64_t max_uncommitted_size = raft::kUnlimited;
  uint64_t max_inflight = raft::kUnlimited;
  uint64_t max_inflight_bytes = raft::kUnlimited;
};

}  // namespace invariants
