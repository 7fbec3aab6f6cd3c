// What an invariant sees of a step: plain facts, never the library's objects.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "invariants/facts.h"
#include "invariants/node_memory.h"
#include "invariants/replica_view.h"
#include "raft/types.h"

namespace invariants {

// The message that a step began with.
struct Delivered {
  raft::MessageType type = raft::MessageType::kHup;
  raft::NodeId from = raft::kNone;
  raft::Term term = 0;
  raft::Index index = 0;
  raft::Term log_term = 0;
  raft::Index commit = 0;
  // Of an append, its last entry, or `index` if it has none; of a snapshot,
  // what it covers.
  raft::Index last = 0;
  bool reject = false;
  // A vote request that says that a leader has told its sender to campaign.
  bool for_transfer = false;
  // With a vote refused: an entry that its sender knows to be committed.
  std::optional<raft::EntryId> claimed = {};
  // With a vote given: where the log ends that it is for, if its sender says.
  std::optional<raft::EntryId> voted_log = {};
};

// One action's effect on the one replica that it touched. Spans are valid
// during the check only.
struct Step {
  raft::NodeId node = raft::kNone;  // kNone: no replica was touched.
  bool crashed = false;             // `after` is down.
  bool restarted = false;  // `before` is down; `after` is what the disk kept.
  bool wiped = false;      // The node is as new; nothing else is shown of it.
  bool atomic = false;     // All that follows from the input is in the step.
  NodeView before;
  NodeView after;
  const LogView* log = nullptr;  // Null if `after` is down.
  // Of the node, from before the step; null if the step shows no node.
  const NodeMemory* memory = nullptr;

  // How the log changed: entries from `truncated_from` on were removed (0:
  // none were), then `appended` were added at its end. A restart appends the
  // whole log that was kept, an installed snapshot removes all of it.
  raft::Index truncated_from = 0;
  std::span<const raft::Entry> appended;
  // The snapshot that the log was replaced by in this step; null if none was.
  raft::SnapshotPtr installed;

  std::optional<Delivered> delivered;
  DurableView durable;  // After the step; also of a node that is down.
  // On its disk, where no crash can take it, before the step and after it.
  raft::HardState hard_state_before;
  raft::HardState hard_state;

  // On a leader: what it believed before, if it led that term then, and
  // believes now. One that stepped down shows what it believed before.
  std::span<const PeerView> peers_before;
  std::span<const PeerView> peers;
  // Payload bytes of entries that were handed out to be applied and were not,
  // because a snapshot covered them meanwhile.
  uint64_t skipped_bytes = 0;
  Limits limits;
  bool by_lease = false;       // The node may answer reads by lease.
  bool checks_quorum = false;  // It uses check-quorum.
  bool steps_down = false;     // As a leader that is removed or demoted.
  uint64_t ticks = 0;          // That passed on the node in the step.
  uint64_t election_tick = 0;  // Its election timeout, without chance.
  // It asks who sent `delivered` for a vote when it campaigns.
  bool asks_sender = false;
  // The vote in `delivered`, which says what log it is for, counts from this
  // step on.
  bool counts_vote = false;
  // It may be in a later term alone, and is to say so to older leaders.
  bool tells_old_leader = false;
  raft::EntryId last_before;  // Where its log ended; 0 if it was down.
  bool holds_lease = false;   // A leader that may answer reads alone.
  // If the node was elected: another one that leads an older term and may.
  raft::NodeId leaseholder = raft::kNone;

  // The voters that a leader goes by, or one that stepped down.
  std::span<const raft::NodeId> voters;
  std::span<const raft::NodeId> voters_outgoing;
  // On a leader that appended a membership change: how many in its log are not
  // applied, that one included; else 0.
  uint64_t unapplied_changes = 0;
  // The entries that were proposed to the node, as they came, if one of them
  // changes the membership.
  std::span<const raft::Entry> proposed;
  // If so, on a leader before the step: the membership that it went by, and how
  // many changes in its log were not applied. Else null, and 0.
  const raft::ConfState* asked_under = nullptr;
  uint64_t pending_changes = 0;
  // The leader appends every change that it is asked for.
  bool appends_all_changes = false;
  // If the node began an election, or was elected: how many of the changes that
  // it knew to be committed it had not applied, and how many stood after these
  // in its log.
  uint64_t committed_changes = 0;
  uint64_t later_changes = 0;
  // Of entries that were handed out to be applied and are not: how many bytes,
  // encoded, without the last of them. 0 unless there are several batches.
  uint64_t applying_bytes = 0;
  // The first index that does not count as durable (last_index + 1: all do; 0:
  // not known), and the term that the disk surely holds before it, if any.
  raft::Index unstable_from = 0;
  std::optional<raft::Term> stable_term;
  // More of the log counts as durable than before the step.
  bool trusts_more = false;
  // The node heard in this step that entries are durable; the term is that of
  // the node when it wrote them. Known with asynchronous storage only.
  std::optional<raft::Term> heard_write;
  // The index of a snapshot that the node has accepted, and of which it has not
  // heard that it is durable; 0: there is none.
  raft::Index accepted_snapshot = 0;
  // The same before the step.
  raft::Index accepted_before = 0;
  // Nothing is left to be taken, written, sent or applied. Known where part of
  // the log does not count as durable, after pre-votes and old leaders, and
  // where an answer is owed.
  bool idle = false;
  // The same before the step. Known of a leader that is answered.
  bool idle_before = false;
  // Before the step the node said itself that it helps nobody to be elected,
  // for the sake of a leader: an excuse, and not what it is judged by.
  bool in_lease = false;

  // Known if the node was elected in this step: that its own configuration
  // has it as a voter.
  std::optional<bool> elected_voter;
  // What the state machine's place in the log said before the step. Null if
  // the node was down.
  const raft::ConfState* membership_before = nullptr;
  // Known if the membership may have changed: what it says now, and what the
  // node goes by (null where it is ahead, because it knows of a snapshot that
  // is not installed yet).
  const raft::ConfState* membership = nullptr;
  const raft::ConfState* node_membership = nullptr;
  // The membership before `applied`: of the state machine, or of the snapshot
  // that was installed or from which the node restarted. Null: not known.
  const raft::ConfState* membership_began = nullptr;
  // The changes among `applied` of which the application heard, in order.
  std::span<const AskedChange> asked_changes;
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
