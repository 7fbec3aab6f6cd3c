// SimDisk: a disk that may lose what was not synced.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "raft/base/fingerprint.h"
#include "raft/storage/memory_storage.h"
#include "raft/types.h"

namespace harness {

// What the running node sees of its storage, and the operations in it that
// were issued and not synced, oldest first. A driver's writes that wait for a
// sync are groups of operations; those that do not join the next group. A crash
// keeps a prefix of the operations.
class SimDisk {
 public:
  // With `write_through` every operation is durable when it is issued.
  SimDisk(raft::MemoryStorage initial, bool write_through)
      : visible_(std::move(initial)), write_through_(write_through) {}

  // What the node reads.
  const raft::MemoryStorage& storage() const { return visible_; }
  // What a crash that loses all it can would leave.
  const raft::MemoryStorage& durable() const {
    return durable_.has_value() ? *durable_ : visible_;
  }
  // How many operations a crash may lose.
  size_t unsynced() const { return operations_.size(); }

  // Issues the operations of one write: the snapshot, each entry, the hard
  // state; null and empty ones are left out.
  void Write(const raft::SnapshotPtr& snapshot,
             std::span<const raft::Entry> entries,
             const raft::HardState* hard_state, bool waits);
  // Makes the oldest group durable, with all before it. REQUIRES: there is one.
  void SyncOldest();
  // Keeps the first `keep` unsynced operations and loses the others. So does
  // the end of a process whose sync has failed: nothing is lost at the failure,
  // and nothing more is synced.
  void Crash(size_t keep);
  // Makes a snapshot of the state machine at `index` and forgets the log up to
  // there but for the last `keep` entries; durable at once, since applied
  // entries are.
  void Compact(raft::Index index, uint64_t keep,
               const raft::ConfState& conf_state, const raft::Payload& data);
  // Makes the hard state one that a node can start from.
  void Repair();

  void AddTo(raft::Fingerprint& fingerprint) const;
  // Adds what AddTo leaves out because it nearly always follows: which
  // operations may be lost, one by one. For those who merge worlds that are
  // alike.
  void AddOperations(raft::Fingerprint& fingerprint) const;
  friend bool operator==(const SimDisk&, const SimDisk&) = default;

 private:
  using Operation =
      std::variant<raft::SnapshotPtr, raft::Entry, raft::HardState>;

  void Issue(Operation operation);
  void SyncFirst(size_t count);

  raft::MemoryStorage visible_;
  // What is durable; absent while that is all that is visible.
  std::optional<raft::MemoryStorage> durable_;
  std::vector<Operation> operations_;
  std::vector<size_t> groups_;  // Sizes of the groups, oldest first.
  size_t loose_ = 0;            // Operations after the last group.
  bool write_through_;
};

}  // namespace harness
