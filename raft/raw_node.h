// RawNode: one Raft node, single-threaded. START HERE to embed the library.
//
//   auto node = raft::RawNode::Create(config, storage);  // Result<RawNode>
//   node->Tick(); node->Step(message); node->Propose(data);   // what happens
//   while (node->HasReady()) {
//     raft::Ready ready = ...;
//     node->TakeReady(ready);
//     // 1. write ready.hard_state, ready.entries and ready.snapshot; sync if
//     //    ready.must_sync;  2. send ready.messages;  3. apply
//     //    ready.committed_entries; ApplyConfChange those that are changes
//     node->Advance();
//   }
//
// raft/driver.h is that loop, written once; prefer it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "raft/base/error.h"
#include "raft/base/fingerprint.h"
#include "raft/core/config.h"
#include "raft/core/raft.h"
#include "raft/storage/storage.h"
#include "raft/types.h"

namespace raft {

// What a node wants done. The caller owns it and may use it again; TakeReady
// replaces the contents and keeps the memory.
struct Ready {
  std::optional<SoftState> soft_state;  // Only if it changed. Volatile.
  std::optional<HardState> hard_state;  // Only if it changed. To be written.
  std::vector<ReadState> read_states;   // Reads that may be answered.
  EntryList entries;                    // To be written.
  SnapshotPtr snapshot;                 // To be written before entries.
  EntryList committed_entries;          // To be applied.
  // To be sent; without asynchronous storage writes only after what is to be
  // written is durable. With them, kStorageAppend and kStorageApply are for
  // the storage threads, and the others may be sent at once.
  std::vector<Message> messages;
  // False if what is to be written may be written without waiting for the disk.
  bool must_sync = false;
};

// The text form that scripts use (`Ready MustSync=true:` and its parts).
std::string Describe(const Ready& ready);

// A member that a cluster is bootstrapped with.
struct Peer {
  NodeId id = kNone;
  Payload context;  // Goes into the change that adds it.
};

enum class SnapshotStatus : uint8_t { kFinished = 1, kFailed = 2 };

// What a node knows of itself and, if it leads, of the others.
struct Status {
  NodeId id = kNone;
  HardState hard_state;
  SoftState soft_state;
  Index applied = 0;
  NodeId lead_transferee = kNone;
  Configuration configuration;
  ProgressMap progress;  // Empty unless it leads.
};

// One JSON object on one line; ids are hexadecimal text.
std::string ToJson(const Status& status);

// A node is a value bound to a storage: it may be moved, copied onto another
// storage with the same contents, compared and fingerprinted. Use it from one
// thread at a time. After a raft::Panic it must not be used again.
class RawNode {
 public:
  // Starts, or restarts from what `storage` holds. `storage` and the config's
  // logger must outlive the node. kBadConfig, kBadState, or what storage says.
  static Result<RawNode> Create(const Config& config, const Storage& storage);
  // The same node over another storage, which must have the same contents.
  RawNode(const RawNode& other, const Storage& storage);
  RawNode(RawNode&&) = default;
  RawNode& operator=(RawNode&&) = default;
  RawNode(const RawNode&) = delete;

  // Starts a new cluster of `peers`: their additions become the first entries,
  // committed. kBadConfig if there are none or storage is not empty.
  Result<void> Bootstrap(std::span<const Peer> peers);

  // Lets one tick of time pass.
  void Tick() { raft_.Tick(); }
  // Brings an election nearer without starting one, for nodes that sleep.
  void TickQuiesced() { raft_.TickQuiesced(); }
  // Starts an election now.
  void Campaign();
  // Proposes `data` for the log. kProposalDropped if it cannot be appended
  // here nor passed on; success promises nothing about commitment.
  Result<void> Propose(Payload data);
  // Proposes several entries, normal ones and membership changes as they come,
  // in one message: all are appended, in their order and without others in
  // between, or none. Of changes that overlap only the first is appended as
  // one. Terms and indexes are given by the leader.
  Result<void> ProposeAll(EntryList entries);
  // Proposes a membership change.
  Result<void> ProposeConfChange(const ConfChange& change);
  Result<void> ProposeConfChange(const ConfChangeV2& change);
  // Makes a committed membership change; to be called for every entry that is
  // one, unless the application refuses the change. kBadConfChange, and nothing
  // changed, if it cannot be made: every node refuses it alike.
  Result<ConfState> ApplyConfChange(const ConfChangeV2& change) {
    return raft_.ApplyConfChange(change);
  }
  // Takes a message from a peer, or an answer of a storage thread.
  // kStepLocalMessage and kStepPeerNotFound for those that are not to be taken;
  // kImpossible, kBadBytes, kProposalDropped as Raft::Step says.
  Result<void> Step(Message&& message);

  // True if TakeReady would bring something.
  bool HasReady() const;
  // Hands out what is to be done. Without asynchronous storage writes, Advance
  // must be called between two of them.
  void TakeReady(Ready& ready);
  // Says that all of the last Ready was written and applied.
  // REQUIRES: not with asynchronous storage writes.
  void Advance();

  // What the transport knows: a message to `id` was lost; a snapshot arrived,
  // or did not.
  void ReportUnreachable(NodeId id);
  void ReportSnapshot(NodeId id, SnapshotStatus status);
  // Asks the leader to hand over to `transferee`.
  void TransferLeader(NodeId transferee);
  // Follows nobody until a leader is heard from; grants pre-votes meanwhile.
  void ForgetLeader();
  // Asks for the index at which a read is linearizable; it comes back in
  // Ready::read_states with `context`, or never: then ask again.
  void ReadIndex(Payload context);

  Status GetStatus() const;
  const Raft& core() const { return raft_; }
  // Fixes the election timeout until the next one is drawn.
  void SetElectionTimeout(uint64_t ticks) { raft_.SetElectionTimeout(ticks); }

  // A hash of everything but storage and logger; nodes have the names that they
  // have in `whole`.
  uint64_t GetFingerprint(const Fingerprint& whole = Fingerprint()) const;
  friend bool operator==(const RawNode& a, const RawNode& b);

 private:
  // What Advance tells the node about the last Ready.
  struct Advanced {
    bool accepted = false;         // A Ready is out.
    std::vector<Message> to_self;  // Own votes and acknowledgements.
    bool appended = false;
    Term append_term = 0;
    EntryId appended_to;
    SnapshotPtr snapshot;
    Index applied_to = 0;  // 0: nothing was applied.
    uint64_t applied_bytes = 0;
    uint64_t applied_payload = 0;
    friend bool operator==(const Advanced&, const Advanced&) = default;
  };

  explicit RawNode(Raft raft) : raft_(std::move(raft)) {}
  bool async() const { return raft_.config().async_storage_writes; }
  void AddStorageMessages(Ready& ready);
  void PrepareAdvance(Ready& ready, uint64_t committed_bytes);
  void StepLocal(Message&& message);

  Raft raft_;
  SoftState accepted_soft_state_;
  HardState accepted_hard_state_;
  Advanced advanced_;
};

}  // namespace raft
