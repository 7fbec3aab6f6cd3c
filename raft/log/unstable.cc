#include "raft/log/unstable.h"

#include <algorithm>
#include <utility>

#include "raft/base/check.h"
#include "raft/base/fingerprint.h"

namespace raft {
namespace {

const SnapshotPtr kNoSnapshot;

void Add(Fingerprint& fingerprint, const Snapshot& snapshot) {
  fingerprint.Add(snapshot.index);
  fingerprint.Add(snapshot.term);
  fingerprint.Add(snapshot.data.Hash());
  const ConfState& state = snapshot.conf_state;
  for (const IdList* ids : {&state.voters, &state.learners,
                            &state.voters_outgoing, &state.learners_next}) {
    fingerprint.Add(ids->size());
    ForEachById(
        fingerprint, *ids, [](NodeId id) { return id; },
        [&](NodeId id) { fingerprint.AddId(id); });
  }
  fingerprint.Add(state.auto_leave);
}

}  // namespace

std::optional<Index> Unstable::MaybeFirstIndex() const {
  if (snapshot_ == nullptr) return std::nullopt;
  return snapshot_->index + 1;
}

std::optional<Index> Unstable::MaybeLastIndex() const {
  if (!entries_.empty()) return offset_ + entries_.size() - 1;
  if (snapshot_ != nullptr) return snapshot_->index;
  return std::nullopt;
}

std::optional<Term> Unstable::MaybeTermAt(Index index) const {
  if (index < offset_) {
    if (snapshot_ != nullptr && snapshot_->index == index) {
      return snapshot_->term;
    }
    return std::nullopt;
  }
  if (index - offset_ >= entries_.size()) return std::nullopt;
  return entries_[index - offset_].term;
}

std::span<const Entry> Unstable::NextEntries() const {
  const size_t in_progress = offset_in_progress_ - offset_;
  return {entries_.data() + in_progress, entries_.size() - in_progress};
}

const SnapshotPtr& Unstable::NextSnapshot() const {
  return snapshot_in_progress_ ? kNoSnapshot : snapshot_;
}

void Unstable::AcceptInProgress() {
  offset_in_progress_ = offset_ + entries_.size();
  if (snapshot_ != nullptr) snapshot_in_progress_ = true;
}

void Unstable::StableTo(EntryId id) {
  const std::optional<Term> term = MaybeTermAt(id.index);
  if (!term.has_value()) {
    Log(logger_, LogLevel::kInfo,
        "entry at index {} missing from unstable log; ignoring", id.index);
    return;
  }
  if (id.index < offset_) {
    Log(logger_, LogLevel::kInfo,
        "entry at index {} matched unstable snapshot; ignoring", id.index);
    return;
  }
  if (*term != id.term) {
    // The log was rewritten while the entries were being written.
    Log(logger_, LogLevel::kInfo,
        "entry at (index,term)=({},{}) mismatched with entry at ({},{}) in "
        "unstable log; ignoring",
        id.index, id.term, id.index, *term);
    return;
  }
  const size_t count = id.index + 1 - offset_;
  entries_.erase(entries_.begin(), entries_.begin() + count);
  offset_ = id.index + 1;
  term_before_ = id.term;
  offset_in_progress_ = std::max(offset_in_progress_, offset_);
}

void Unstable::StableSnapshotTo(Index index) {
  if (snapshot_ == nullptr || snapshot_->index != index) return;
  snapshot_ = nullptr;
  snapshot_in_progress_ = false;
}

void Unstable::Restore(SnapshotPtr snapshot) {
  offset_ = snapshot->index + 1;
  term_before_ = snapshot->term;
  offset_in_progress_ = offset_;
  entries_.clear();
  snapshot_ = std::move(snapshot);
  snapshot_in_progress_ = false;
}

void Unstable::TruncateAndAppend(std::span<const Entry> entries) {
  const Index first = entries.front().index;
  if (first == offset_ + entries_.size()) {
    // The common case: nothing conflicts.
  } else if (first <= offset_) {
    Log(logger_, LogLevel::kInfo, "replace the unstable entries from index {}",
        first);
    entries_.clear();
    if (first != offset_) term_before_ = 0;
    offset_ = first;
    offset_in_progress_ = offset_;
  } else {
    Log(logger_, LogLevel::kInfo,
        "truncate the unstable entries before index {}", first);
    const std::span<const Entry> kept = Slice(offset_, first);
    entries_.erase(entries_.begin() + kept.size(), entries_.end());
    // What was handed out from here on is not what will be written.
    offset_in_progress_ = std::min(offset_in_progress_, first);
  }
  entries_.insert(entries_.end(), entries.begin(), entries.end());
}

std::span<const Entry> Unstable::Slice(Index low, Index high) const {
  RAFT_CHECK(low <= high, "invalid unstable.slice {} > {}", low, high);
  const Index end = offset_ + entries_.size();
  RAFT_CHECK(low >= offset_ && high <= end,
             "unstable.slice[{},{}) out of bound [{},{}]", low, high, offset_,
             end);
  return {entries_.data() + (low - offset_), high - low};
}

void Unstable::AddTo(Fingerprint& fingerprint) const {
  fingerprint.Add(offset_);
  fingerprint.Add(offset_in_progress_ << 1 | snapshot_in_progress_);
  fingerprint.Add(entries_.size());
  for (const Entry& entry : entries_) {
    fingerprint.Add(entry.term);
    fingerprint.Add(static_cast<uint64_t>(entry.type));
    fingerprint.Add(entry.data.Hash());
  }
  fingerprint.Add(snapshot_ != nullptr);
  if (snapshot_ != nullptr) Add(fingerprint, *snapshot_);
}

bool operator==(const Unstable& a, const Unstable& b) {
  const bool same_snapshot =
      a.snapshot_ == b.snapshot_ ||
      (a.snapshot_ && b.snapshot_ && *a.snapshot_ == *b.snapshot_);
  return same_snapshot && a.offset_ == b.offset_ &&
         a.offset_in_progress_ == b.offset_in_progress_ &&
         a.snapshot_in_progress_ == b.snapshot_in_progress_ &&
         a.entries_ == b.entries_;
}

}  // namespace raft
