#include "raft/storage/memory_storage.h"

#include <utility>

#include "raft/base/check.h"
#include "raft/wire/encoded_size.h"

namespace raft {

Result<InitialState> MemoryStorage::Load() const {
  return InitialState{hard_state_, snapshot_->conf_state};
}

Result<void> MemoryStorage::Entries(Index low, Index high, uint64_t max_bytes,
                                    EntryList& entries) const {
  if (low <= compacted_.index) return Fail(ErrorCode::kCompacted);
  RAFT_CHECK(high <= LastIndex() + 1,
             "entries' hi({}) is out of bound lastindex({})", high,
             LastIndex());
  if (entries_.empty()) return Fail(ErrorCode::kUnavailable);
  uint64_t bytes = 0;
  for (Index index = low; index < high; ++index) {
    const Entry& entry = entries_[index - compacted_.index - 1];
    bytes += wire::EncodedSize(entry);
    if (bytes > max_bytes && index > low) break;
    entries.push_back(entry);
  }
  return {};
}

Result<Term> MemoryStorage::TermAt(Index index) const {
  if (index < compacted_.index) return Fail(ErrorCode::kCompacted);
  if (index == compacted_.index) return compacted_.term;
  if (index > LastIndex()) return Fail(ErrorCode::kUnavailable);
  return entries_[index - compacted_.index - 1].term;
}

Result<void> MemoryStorage::ApplySnapshot(SnapshotPtr snapshot) {
  if (snapshot_->index != 0 && snapshot_->index >= snapshot->index) {
    return Fail(ErrorCode::kSnapshotOutOfDate);
  }
  snapshot_ = std::move(snapshot);
  compacted_ = {snapshot_->term, snapshot_->index};
  entries_ = {};
  return {};
}

Result<SnapshotPtr> MemoryStorage::CreateSnapshot(
    Index index, const std::optional<ConfState>& conf_state, Payload data) {
  if (index <= snapshot_->index) return Fail(ErrorCode::kSnapshotOutOfDate);
  RAFT_CHECK(index <= LastIndex(), "snapshot {} is out of bound lastindex({})",
             index, LastIndex());
  const Result<Term> term = TermAt(index);
  if (!term) return std::unexpected(term.error());
  raft::Snapshot snapshot;
  snapshot.index = index;
  snapshot.term = *term;
  snapshot.conf_state = conf_state.value_or(snapshot_->conf_state);
  snapshot.data = std::move(data);
  snapshot_ = std::make_shared<const raft::Snapshot>(std::move(snapshot));
  return snapshot_;
}

Result<void> MemoryStorage::Compact(Index index) {
  if (index <= compacted_.index) return Fail(ErrorCode::kCompacted);
  RAFT_CHECK(index <= LastIndex(), "compact {} is out of bound lastindex({})",
             index, LastIndex());
  const size_t count = index - compacted_.index;
  compacted_ = {entries_[count - 1].term, index};
  entries_.DropFront(count);
  return {};
}

void MemoryStorage::Append(std::span<const Entry> entries) {
  if (entries.empty()) return;
  if (entries.back().index <= compacted_.index) return;
  if (entries.front().index <= compacted_.index) {
    entries = entries.subspan(compacted_.index + 1 - entries.front().index);
  }
  const size_t keep = entries.front().index - compacted_.index - 1;
  RAFT_CHECK(keep <= entries_.size(),
             "missing log entry [last: {}, append at: {}]", LastIndex(),
             entries.front().index);
  entries_.DropBack(entries_.size() - keep);
  for (const Entry& entry : entries) entries_.PushBack(entry);
}

bool operator==(const MemoryStorage& a, const MemoryStorage& b) {
  return a.hard_state_ == b.hard_state_ && a.compacted_ == b.compacted_ &&
         (a.snapshot_ == b.snapshot_ || *a.snapshot_ == *b.snapshot_) &&
         a.entries_ == b.entries_;
}

}  // namespace raft
