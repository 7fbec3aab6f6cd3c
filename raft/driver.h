// Driver: the application's side of Ready, once for everybody. It takes what a
// RawNode wants done, has it done through Effects in the only safe order, and
// tells the node. Pure and stepwise: nothing happens but inside its calls.
#pragma once

#include <span>
#include <vector>

#include "raft/base/error.h"
#include "raft/raw_node.h"
#include "raft/types.h"

namespace raft {

// What a driver asks the world to do. Handed to each call, kept by none.
class Effects {
 public:
  virtual ~Effects() = default;

  // Issues a write: `snapshot` (null: none) replaces the log, `entries` are
  // appended after cutting what they conflict with, `hard_state` (null: none)
  // replaces the old one; in this order, so that a crash in between keeps a
  // prefix. The storage that the node reads shows it at once. It need not be
  // durable on return: if `waits`, Driver::Synced is to be called when it is;
  // else it may be lost. An error, whatever it is, halts the driver.
  virtual Result<void> Write(const SnapshotPtr& snapshot,
                             std::span<const Entry> entries,
                             const HardState* hard_state, bool waits) = 0;
  // Sends to `message.to`; may lose it.
  virtual void Send(Message&& message) = 0;
  // Applies a committed entry to the state machine: all of them, in order, also
  // empty ones and membership changes (for their context).
  virtual void Apply(const Entry& entry) = 0;
  // Says whether a committed membership change is to be made; all nodes must
  // say the same. `change` is decoded from `entry`.
  virtual bool Accepts(const Entry& entry, const ConfChangeV2& change) = 0;
  // A committed membership change was not made and never will be, here or on
  // any other node: `entry` does not decode (kBadBytes), or the membership of
  // its place in the log does not let it be made (kBadConfChange), like one
  // that removes the last voter. Whoever proposed it should hear so: nothing
  // else says it. Apply(entry) follows.
  virtual void ChangeFailed(const Entry& entry, const Error& error) = 0;
  // Replaces the state machine by a snapshot that is durable.
  virtual void Install(const Snapshot& snapshot) = 0;
  // A read with this context may be answered from the state machine now.
  virtual void Read(const Payload& context) = 0;
};

// What is durable can be a little behind itself when writes were cut short: a
// snapshot without the commit index that goes with it, entries without their
// term. Returns the hard state to start from: it commits the snapshot and is
// not behind the term of any entry (a term that is raised has no vote).
HardState RepairedHardState(const HardState& hard_state,
                            const Storage& storage);

// Drives one node. Synchronous (the node has no asynchronous storage writes):
//
//   while (driver.HasWork()) {
//     if (driver.CanTake()) driver.Take(effects);     // issues the writes
//     /* make them durable */ driver.Synced(effects); // then sends
//     driver.ApplyNext(effects);                      // then applies
//   }
//
// Asynchronous: Take may be called whenever CanTake; Synced (or Durable, and
// Hear later) answers the oldest write, ApplyNext the oldest batch to apply,
// each on its own pace. Run does all there is to do, for storage that is
// durable at once.
//
// A value bound to a storage, like RawNode; single-threaded.
class Driver {
 public:
  // `node` must not have a Ready out.
  explicit Driver(RawNode node);
  Driver(const Driver& other, const Storage& storage);
  Driver(Driver&&) = default;

  // Inputs (ticks, messages, proposals) go straight to the node.
  RawNode& node() { return node_; }
  const RawNode& node() const { return node_; }

  // True if the node wants something done that may be taken now.
  bool CanTake() const;
  // True if a write waits for Synced; if a batch waits for ApplyNext; if the
  // node has not heard all about what is durable.
  bool CanSync() const;
  bool CanApply() const;
  bool CanHear() const { return !answers_.empty(); }
  bool HasWork() const {
    return CanTake() || CanSync() || CanApply() || CanHear();
  }

  // Takes a Ready and issues its writes. REQUIRES: CanTake().
  void Take(Effects& effects);
  // The oldest write that was not answered could not be made durable: halts.
  // REQUIRES: CanSync().
  void Failed();
  // The oldest write that was not answered is durable, with all before it:
  // what waited for it is sent, and the node hears of it. REQUIRES: CanSync().
  void Synced(Effects& effects);
  // Asynchronous: the same in two parts, for an append thread that sends to
  // others what waited, and of which the node itself hears later: Hear is one
  // of its answers, the oldest. REQUIRES: CanSync(); CanHear().
  void Durable(Effects& effects);
  void Hear();
  // Applies the oldest batch. REQUIRES: CanApply().
  void ApplyNext(Effects& effects);
  // Does everything until there is no work.
  void Run(Effects& effects);

  // True once a write has failed. Nothing is sent, applied or answered any
  // more, because it could rest on what is not there. Drop the node, and start
  // it again from what its disk holds.
  bool halted() const { return stage_ == Stage::kHalted; }

  // The state machine's place in the log, and the membership there.
  Index applied() const { return applied_; }
  const ConfState& conf_state() const { return conf_state_; }
  // How many writes wait for Synced.
  size_t unsynced() const;
  // Asynchronous: the writes that wait for Synced, the answers that wait for
  // Hear, and the batches that wait for ApplyNext, oldest first.
  const std::vector<Message>& appending() const { return appends_; }
  const std::vector<Message>& answers() const { return answers_; }
  const std::vector<Message>& applying() const { return applies_; }

  void AddTo(Fingerprint& fingerprint) const;

 private:
  enum class Stage : uint8_t { kIdle, kWriting, kApplying, kHalted };

  bool async() const { return node_.core().config().async_storage_writes; }
  void TakeAsync(Effects& effects);
  void Halt();
  void AdvanceTo(Stage stage, Effects& effects);
  void SendAll(std::vector<Message>& messages, Effects& effects);
  void Answer(Message&& response);
  void InstallSnapshot(const SnapshotPtr& snapshot, Effects& effects);
  void Apply(std::span<const Entry> entries, Effects& effects);
  void ApplyMembership(const Entry& entry, Effects& effects);
  void QueueReads(Effects& effects);
  void AnswerReads(Effects& effects);

  RawNode node_;
  Ready ready_;  // Synchronous: the one that is out, unless kIdle.
  Stage stage_ = Stage::kIdle;
  std::vector<Message> appends_;  // Asynchronous: kStorageAppend, oldest first.
  std::vector<Message> applies_;  // Asynchronous: kStorageApply, oldest first.
  // What the node is to hear about what is durable, oldest first.
  std::vector<Message> answers_;
  std::vector<ReadState> reads_;  // Confirmed, and not applied far enough.
  Index applied_ = 0;
  ConfState conf_state_;
};

}  // namespace raft
