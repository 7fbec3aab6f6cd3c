// MemoryStorage: a Storage that lives in memory.
#pragma once

#include <optional>
#include <span>

#include "raft/storage/entry_chunks.h"
#include "raft/storage/storage.h"

namespace raft {

// A value: copies are independent and share entries and snapshots. Not safe
// for use by several threads at once.
class MemoryStorage : public Storage {
 public:
  // Empty: no entries, no snapshot, nobody is a member.
  MemoryStorage() = default;

  Result<InitialState> Load() const override;
  // Panics if `high` is above LastIndex() + 1.
  Result<void> Entries(Index low, Index high, uint64_t max_bytes,
                       EntryList& entries) const override;
  Result<raft::Term> TermAt(Index index) const override;
  Index FirstIndex() const override { return compacted_.index + 1; }
  Index LastIndex() const override {
    return compacted_.index + entries_.size();
  }
  Result<SnapshotPtr> Snapshot() const override { return snapshot_; }
  // Of the snapshot, without sharing it; 0 if there is none.
  Index snapshot_index() const { return snapshot_->index; }

  const HardState& hard_state() const { return hard_state_; }
  void SetHardState(const HardState& hard_state) { hard_state_ = hard_state; }

  // Replaces log and snapshot. kSnapshotOutOfDate if the snapshot there is as
  // new; a snapshot of index 0 carries only a configuration.
  Result<void> ApplySnapshot(SnapshotPtr snapshot);
  // Makes the snapshot of the state machine at `index`; without `conf_state`
  // the configuration of the last snapshot is kept. kSnapshotOutOfDate if there
  // is one as new, kCompacted if the term at `index` is gone. REQUIRES:
  // index <= LastIndex().
  Result<SnapshotPtr> CreateSnapshot(Index index,
                                     const std::optional<ConfState>& conf_state,
                                     Payload data);
  // Forgets the entries up to `index`, whose term is kept. kCompacted if they
  // are gone already. REQUIRES: index <= LastIndex().
  Result<void> Compact(Index index);
  // Appends entries with contiguous indexes. What conflicts is cut first; what
  // was compacted is skipped. Panics if they would leave a gap.
  void Append(std::span<const Entry> entries);

  friend bool operator==(const MemoryStorage& a, const MemoryStorage& b);

 private:
  HardState hard_state_;
  SnapshotPtr snapshot_ = std::make_shared<const raft::Snapshot>();
  EntryId compacted_;    // The last entry that is no longer there.
  EntryChunks entries_;  // From compacted_.index + 1 on.
};

}  // namespace raft
