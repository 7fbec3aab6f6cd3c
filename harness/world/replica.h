// Replica: one simulated node: the library's driver, the key-value store and a
// simulated disk. The only place in the harness that knows the library's node.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/world/output.h"
#include "harness/world/proposal.h"
#include "harness/world/setup.h"
#include "harness/world/sim_disk.h"
#include "invariants/node_memory.h"
#include "invariants/remember.h"
#include "invariants/view.h"
#include "raft/base/error.h"
#include "raft/base/fingerprint.h"
#include "raft/driver.h"
#include "raft/example/kv/command.h"
#include "raft/example/kv/store.h"
#include "raft/types.h"

namespace harness {

// A value; copies share what they can. After a panic it is down for good.
class Replica {
 public:
  // A node with an empty disk, or, for a member that is not `empty`, one that
  // holds the snapshot with which the cluster begins.
  // It is up, unless it panics.
  Replica(const Setup& setup, raft::NodeId id, bool empty = false);
  // A node that is broken and has nothing to show.
  Replica(const Setup& setup, raft::NodeId id, const std::string& why_broken);
  Replica(const Replica& other);

  bool up() const { return driver_.has_value(); }
  // True if it cannot be restarted: it has panicked.
  bool broken() const { return broken_ != nullptr; }
  // What it said then. REQUIRES: broken().
  const std::string& why_broken() const { return *broken_; }
  raft::NodeId id() const { return id_; }
  invariants::NodeView View() const;
  // What the invariants remember of this node: no part of it.
  const invariants::NodeMemory& memory() const { return memory_; }
  void Remember(const invariants::Step& step, const invariants::Ghost& ghost) {
    invariants::Remember(step, ghost, memory_);
  }
  invariants::DurableView Durable() const;
  const raft::HardState& DurableHardState() const {
    return disk_.durable().hard_state();
  }
  invariants::Limits Limits() const;
  // What a leader believes of its peers, without how they are; none if it does
  // not lead.
  void Peers(std::vector<invariants::PeerView>& peers) const;
  // True on a leader that waits to hear how a snapshot for `peer` fared.
  bool AwaitsSnapshot(raft::NodeId peer) const;
  bool checks_quorum() const { return IsIn(setup_.check_quorum); }
  // True on a leader whose lease lets it answer reads alone.
  bool HoldsLease() const;
  // True if it helps nobody else to be elected, for the sake of its leader, or
  // is down and will not when it is up.
  bool Promises() const;
  // True if it may be in a later term than `leader` of `term` alone, and is to
  // say so. REQUIRES: up().
  bool TellsOldLeader(raft::NodeId leader, raft::Term term) const;
  bool reads_by_lease() const { return setup_.lease_reads != 0; }
  // As a leader that is removed or demoted.
  bool steps_down() const { return IsIn(setup_.step_down_on_removal); }
  // The membership at the state machine's place in the log, and the one that
  // the node goes by; nothing while it waits for a snapshot to be installed.
  // REQUIRES: up().
  const raft::ConfState& membership() const { return driver_->conf_state(); }
  std::optional<raft::ConfState> NodeMembership() const;
  // The one in the snapshot from which the node would restart.
  raft::ConfState SnapshotMembership() const;
  // How many entries that are not applied change the membership. REQUIRES:
  // up().
  uint64_t UnappliedChanges() const;
  // How many entries of [low, high) change it.
  uint64_t ChangesIn(raft::Index low, raft::Index high) const;
  // See invariants::Step. REQUIRES: up().
  uint64_t ApplyingBytes() const;
  // The term that the disk surely holds at an index.
  std::optional<raft::Term> DurableTermAt(raft::Index index) const;
  // True if the node uses check-quorum and knows a leader, or leads, that it
  // heard from less than an election timeout ago, or if it has promised to help
  // nobody else. REQUIRES: up().
  bool InLease() const;
  uint64_t StateHash() const;
  // Where the log ends, and the term there. REQUIRES: up().
  raft::EntryId LastEntry() const;
  // The same, also of a node that is down: what its disk surely holds.
  raft::EntryId LogEnd() const;
  std::optional<raft::Term> TermAt(raft::Index index) const;
  // Appends the entries of [low, high) that are there.
  void Entries(raft::Index low, raft::Index high,
               raft::EntryList& entries) const;
  // The first entry that is not durable yet.
  raft::Index UnstableFrom() const;
  // True if a snapshot waits to be written.
  bool AwaitsRestore() const { return AcceptedSnapshot() != 0; }
  // Its index (0: there is none). REQUIRES: up().
  raft::Index AcceptedSnapshot() const;
  // True if it counts on the vote of `voter`. REQUIRES: up().
  bool CountsVoteOf(raft::NodeId voter) const;

  // Inputs. Each does what the drive says of what follows.
  void Deliver(raft::Message&& message, Output& output);
  // Up to `count` ticks, until a campaign or a heartbeat has happened.
  void Tick(uint64_t count, Output& output);
  // Ticks left to the election timeout; on a leader, to the heartbeat.
  uint64_t TicksToTimeout() const;
  uint64_t TicksToBeat() const;
  void Propose(const kv::Command& command, Output& output);
  // All in one message.
  void Propose(std::span<const Proposal> proposals, Output& output);
  void Change(const raft::ConfChangeV2& change, Output& output);
  void Read(const CallId& call, Output& output);
  // Work of the drives but atomic; nothing if there is none.
  void Take(Output& output);
  void Sync(Output& output);
  void Hear(Output& output);
  void Apply(Output& output);
  void Transfer(raft::NodeId to, Output& output);
  void Forget(Output& output);
  void Campaign(Output& output);
  void Report(raft::NodeId peer, bool well, Output& output);
  void Unreachable(raft::NodeId peer, Output& output);
  // Makes a snapshot and forgets the log before it but for `keep` entries.
  void Compact(uint64_t keep, Output& output);
  // The oldest write that waits cannot be made durable; with the drive atomic
  // the next write fails. The node stops, and of all that it wrote and did not
  // sync the first `keep` operations are still there.
  void Fail(uint64_t keep, Output& output);
  // Loses what is in memory, and of the disk what is not among the first
  // `keep` unsynced operations.
  void Crash(uint64_t keep, Output& output);
  void Restart(Output& output);

  const kv::Store& store() const { return store_; }
  raft::Index applied() const { return driver_ ? driver_->applied() : 0; }
  size_t unsynced() const { return disk_.unsynced(); }
  bool CanTake() const { return up() && driver_->CanTake(); }
  bool CanSync() const { return up() && driver_->CanSync(); }
  bool CanHear() const { return up() && driver_->CanHear(); }
  bool CanApply() const { return up() && driver_->CanApply(); }
  bool HasWork() const { return up() && driver_->HasWork(); }
  // True if there is something to make a snapshot of.
  bool CanCompact() const {
    return up() && driver_->applied() > (*disk_.storage().Snapshot())->index;
  }
  // True if its next write is to fail.
  bool failing() const { return fails_next_; }
  bool leads() const;
  // The configuration in force here. REQUIRES: up().
  const raft::Configuration& configuration() const;

  void AddTo(raft::Fingerprint& fingerprint) const;
  // The same with everything that can make a difference later.
  void AddAllTo(raft::Fingerprint& fingerprint) const {
    AddTo(fingerprint);
    disk_.AddOperations(fingerprint);
  }
  // One line, as the scripts' `raft-state` and more: role, term, log,
  // membership.
  std::string Describe() const;

 private:
  class Effecter;

  raft::Config ConfigOf(raft::Index applied) const;
  void Start(Output& output);
  raft::Result<void> LoadState(const raft::Payload& image);
  void Settle(Output& output);
  template <typename Function>
  void Guarded(Output& output, Function function);
  void Break(const std::string& why);
  void Note(const raft::Result<void>& stepped, Output& output);
  bool OldForms() const { return IsIn(setup_.v1_changes); }
  bool IsIn(uint64_t mask) const { return (mask >> (id_ - 1) & 1) != 0; }
  void StopIfHalted(Output& output);

  Setup setup_;  // As this node has it.
  raft::NodeId id_;
  SimDisk disk_;
  kv::Store store_;
  uint64_t last_change_ = 0;  // Of the membership changes made so far.
  // Text of what escaped: it cannot be used again. Null if nothing did.
  std::shared_ptr<const std::string> broken_;
  bool fails_next_ = false;   // The next write is refused.
  std::optional<raft::Driver> driver_;  // Absent while down.
  invariants::NodeMemory memory_;
};

}  // namespace harness
