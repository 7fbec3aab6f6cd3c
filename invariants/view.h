// What an invariant sees of a step: plain facts, never the library's objects.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

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
  raft::Index first_index = 1;  // Of the log; entries below were compacted.
  raft::Index last_index = 0;
  raft::NodeId transferee = raft::kNone;  // A leader hands over to this node.
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
  raft::Index snapshot_index = 0;  // Of the newest snapshot.
  friend bool operator==(const DurableView&, const DurableView&) = default;
};

// What a leader believes of a peer, and how that peer is.
struct PeerView {
  raft::NodeId id = raft::kNone;
  raft::Index match = 0;
  raft::Index next = 1;
  bool replicates = false;  // Entries are sent before the last are answered.
  uint64_t inflight = 0;    // Appends that are not answered, and their bytes.
  uint64_t inflight_bytes = 0;
  DurableView durable = {};  // Of the peer itself; 0 where it is not known.
  friend bool operator==(const PeerView&, const PeerView&) = default;
};

// The limits that a replica was given; see raft::Config.
struct Limits {
  uint64_t max_size_per_message = raft::kUnlimited;
  uint64_t max_committed_size = raft::kUnlimited;
  uint64_t max_uncommitted_size = raft::kUnlimited;
  uint64_t max_inflight = raft::kUnlimited;
  uint64_t max_inflight_bytes = raft::kUnlimited;
};

// The message that a step began with.
struct Delivered {
  raft::MessageType type = raft::MessageType::kHup;
  raft::NodeId from = raft::kNone;
  raft::Term term = 0;
  raft::Index index = 0;
  bool reject = false;
  bool for_transfer = false;  // A vote that the leader itself has asked for.
};

// What the harness itself did, for the milestones.
enum class Event : uint8_t {
  kReadRefused,          // A node that knows no leader refused a read.
  kProposalDropped,      // A node refused a proposal.
  kUnsyncedLost,         // A crash took what was not synced.
  kDiskFailed,           // A write failed.
  kChangeRefused,        // A membership change was made before, or overtaken.
  kRepeatedCommand,      // A command came a second time.
  kSnapshotReported,     // A leader heard that its snapshot did not arrive.
  kCampaignForced,       // A node was told to campaign, and did.
  kUnreachableReported,  // A leader heard that a message was lost.
  kLeaderForgotten,      // A follower forgot its leader.
};

// How a settle phase ended.
struct Settled {
  uint64_t rounds = 0;  // In each of which every node ticked once.
  uint64_t bound = 0;   // How many it could have had.
  std::string missing;  // One line; empty if all that is demanded was there.
};

// A client's call that was answered in this step.
struct Answer {
  uint64_t client = 0;
  uint64_t sequence = 0;
  bool is_read = false;
  // What the answer rests on: for a write, the index of its entry; for a read,
  // how far the state machine that answered had applied the log.
  raft::Index index = 0;
};

// One action's effect on the one replica that it touched. Spans are valid
// during the check only.
struct Step {
  raft::NodeId node = raft::kNone;  // kNone: no replica was touched.
  bool crashed = false;             // `after` is down.
  bool restarted = false;  // `before` is down; `after` is what the disk kept.
  bool wiped = false;      // The node is as new; nothing else is shown of it.
  NodeView before;
  NodeView after;
  const LogView* log = nullptr;  // Null if `after` is down.

  // How the log changed: entries from `truncated_from` on were removed (0:
  // none were), then `appended` were added at its end. A restart appends the
  // whole log that was kept, an installed snapshot removes all of it.
  raft::Index truncated_from = 0;
  std::span<const raft::Entry> appended;
  // The snapshot that the log was replaced by in this step; null if none was.
  raft::SnapshotPtr installed;

  std::optional<Delivered> delivered;
  DurableView durable;  // After the step; also of a node that is down.

  // On a leader: what it believed before, if it led then, and believes now.
  std::span<const PeerView> peers_before;
  std::span<const PeerView> peers;
  uint64_t uncommitted_size = 0;  // Payload bytes, as the leader counts them.
  Limits limits;
  bool by_lease = false;  // The node may answer reads by lease.

  // The voters that a leader goes by.
  std::span<const raft::NodeId> voters;
  std::span<const raft::NodeId> voters_outgoing;
  // On a leader that appended a membership change: how many in its log are not
  // applied, that one included; else 0.
  uint64_t unapplied_changes = 0;
  // Before the step the node used check-quorum, and had heard from its leader,
  // or led, less than an election timeout ago.
  bool in_lease = false;

  // Known if the node was elected in this step: that its own configuration
  // has it as a voter.
  std::optional<bool> elected_voter;
  // Known if the membership may have changed: what the state machine's place
  // in the log says, and what the node goes by (null where it is ahead,
  // because it knows of a snapshot that is not installed yet).
  const raft::ConfState* membership_before = nullptr;
  const raft::ConfState* membership = nullptr;
  const raft::ConfState* node_membership = nullptr;
  // A hash of the state machine, if it changed; else 0.
  uint64_t state_hash = 0;

  std::span<const raft::Entry> applied;  // By the state machine, in order.
  std::span<const raft::Message> sent;   // Handed to the network.

  // Calls that clients began in this step, and answers that they took.
  std::span<const Answer> began;
  std::span<const Answer> answered;
  uint32_t events = 0;  // Bit for each Event.

  // The text of a raft::Panic that escaped, or of an error that no correct
  // cluster causes (kImpossible); empty if there was none.
  std::string panic;
  std::string impossible;

  // Set at the end of a settle phase; the step then shows no node.
  std::optional<Settled> settled;

  // Set at the end of a run: why the history of the clients is not
  // linearizable, in one line; empty if it is. The step then shows no node.
  std::string no_order;

  bool Has(Event event) const {
    return (events >> static_cast<int>(event) & 1) != 0;
  }
};

// What fell, with its evidence.
struct Violation {
  std::string invariant;  // The name in the table.
  std::string evidence;   // One line.
  friend bool operator==(const Violation&, const Violation&) = default;
};

}  // namespace invariants
