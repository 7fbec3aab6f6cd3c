#include "raft/durable/disk_storage/disk_storage.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "raft/base/check.h"
#include "raft/durable/file_system/in_order.h"
#include "raft/durable/snapshots/snapshot_directory.h"

namespace raft::durable {

DiskStorage::DiskStorage(const DiskStorage& other, FileSystem& files)
    : files_(&files),
      options_(other.options_),
      log_(other.log_, files),
      memory_(other.memory_),
      snapshots_(other.snapshots_),
      has_old_(other.has_old_),
      failure_(other.failure_) {}

template <typename Change>
Result<void> DiskStorage::Guarded(const Change& change) {
  if (failure_) return std::unexpected(*failure_);
  Result<void> changed = change();
  if (!changed) failure_ = changed.error();
  return changed;
}

// In the log, what follows on the snapshot's last entry stays: there a record of
// a snapshot is nothing but that. Writing that entry again cuts it off.
Result<void> DiskStorage::Install(const SnapshotPtr& snapshot) {
  const EntryId end = {.term = snapshot->term, .index = snapshot->index};
  EntryList again;
  if (end.index < LastIndex() && TermAt(end.index) == end.term) {
    (void)memory_.Entries(end.index, end.index + 1, kUnlimited, again);
  }
  const Result<void> recorded = InOrder(
      [&] {
        return SaveSnapshot(*files_, options_.snapshot_directory, *snapshot);
      },
      [&] {
        return log_.AppendSnapshot({.index = end.index, .term = end.term});
      },
      [&] { return log_.Append(again, nullptr); });
  if (!recorded) return recorded;
  snapshots_.push_back(end);
  has_old_ = true;
  return memory_.ApplySnapshot(snapshot);
}

Result<void> DiskStorage::Write(const SnapshotPtr& snapshot,
                                std::span<const Entry> entries,
                                const HardState* hard_state) {
  return Guarded([&]() -> Result<void> {
    if (snapshot != nullptr && snapshot->index > memory_.snapshot_index()) {
      const Result<void> installed = Install(snapshot);
      if (!installed) return installed;
    }
    // What was compacted is not written again: the log would begin there.
    while (!entries.empty() && entries.front().index < memory_.FirstIndex()) {
      entries = entries.subspan(1);
    }
    const Result<void> written = log_.Append(entries, hard_state);
    if (!written) return written;
    memory_.Append(entries);
    if (hard_state != nullptr) memory_.SetHardState(*hard_state);
    return {};
  });
}

Result<void> DiskStorage::Sync() {
  return Guarded([&] {
    return InOrder([&] { return log_.Sync(); }, [&] { return DropOld(); });
  });
}

// Removes the snapshots that are too many, durably, and then the log that leads
// to them: those that are left, and their records, are durable.
Result<void> DiskStorage::DropOld() {
  if (!std::exchange(has_old_, false)) return {};
  const bool too_many = snapshots_.size() > options_.snapshots_kept;
  while (snapshots_.size() > options_.snapshots_kept) {
    const Result<void> removed = RemoveSnapshot(
        *files_, options_.snapshot_directory, snapshots_.front());
    if (!removed) return removed;
    snapshots_.erase(snapshots_.begin());
  }
  if (too_many) {
    const Result<void> synced =
        files_->SyncDirectory(options_.snapshot_directory);
    if (!synced) return synced;
  }
  return log_.Compact(snapshots_.front().index);
}

Result<void> DiskStorage::Compact(Index index, const ConfState& conf_state,
                                  const Payload& data, uint64_t keep) {
  if (failure_) return std::unexpected(*failure_);
  if (index <= memory_.snapshot_index()) {
    return Fail(ErrorCode::kSnapshotOutOfDate);
  }
  RAFT_CHECK(index <= LastIndex(), "a snapshot at {} of a log up to {}", index,
             LastIndex());
  const Result<Term> term = TermAt(index);
  if (!term) return std::unexpected(term.error());
  const raft::Snapshot snapshot = {.data = data,
                                   .conf_state = conf_state,
                                   .index = index,
                                   .term = *term};
  const Result<void> saved =
      SaveSnapshot(*files_, options_.snapshot_directory, snapshot);
  if (!saved) return saved;
  return Guarded([&]() -> Result<void> {
    const Result<void> recorded = InOrder(
        [&] { return log_.AppendSnapshot({.index = index, .term = *term}); },
        [&] { return log_.Sync(); });
    if (!recorded) return recorded;
    snapshots_.push_back({.term = *term, .index = index});
    has_old_ = true;
    (void)memory_.CreateSnapshot(index, conf_state, data);
    const Index forgotten = index - std::min<Index>(index, keep);
    if (forgotten >= FirstIndex()) (void)memory_.Compact(forgotten);
    return DropOld();
  });
}

void DiskStorage::AddTo(Fingerprint& fingerprint) const {
  // The log's checksum is over all that it holds.
  log_.AddTo(fingerprint);
  fingerprint.Add(FirstIndex());
  fingerprint.Add(LastIndex());
  fingerprint.Add(snapshots_.size());
  for (const EntryId& end : snapshots_) {
    fingerprint.Add(end.term);
    fingerprint.Add(end.index);
  }
  fingerprint.Add((has_old_ ? 2 : 0) | (failure_ ? 1 : 0));
}

bool operator==(const DiskStorage& a, const DiskStorage& b) {
  return a.log_ == b.log_ && a.memory_ == b.memory_ &&
         a.snapshots_ == b.snapshots_ && a.has_old_ == b.has_old_ &&
         a.failure_ == b.failure_;
}

}  // namespace raft::durable
