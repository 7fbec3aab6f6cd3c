// Unstable: the tail of the log that storage does not have yet.
#pragma once

#include <optional>
#include <span>

#include "raft/base/logger.h"
#include "raft/types.h"

namespace raft {

class Fingerprint;

// Entries from `offset()` on, and perhaps a snapshot that is to be installed
// before them. Both are first handed out to be written ("in progress"), and
// dropped here when storage has them ("stable"). Index arguments follow the
// log; a rewrite of the log moves the marks back.
class Unstable {
 public:
  // `offset`: one above what storage has.
  Unstable(Index offset, Logger* logger)
      : offset_(offset), offset_in_progress_(offset), logger_(logger) {}

  // The first index of the log, if a snapshot here decides it; and the last
  // one, if it is decided here.
  std::optional<Index> MaybeFirstIndex() const;
  std::optional<Index> MaybeLastIndex() const;
  // The term at `index`, if it is known here.
  std::optional<Term> MaybeTermAt(Index index) const;

  // The term of the entry before `offset()`, which storage has, too: it is
  // asked for so often that it is remembered. 0: not known.
  Term term_before() const { return term_before_; }

  // What is to be written and was not handed out yet. Valid until entries are
  // added or dropped.
  std::span<const Entry> NextEntries() const;
  const SnapshotPtr& NextSnapshot() const;  // Null if there is none.
  // Marks all that is here as handed out.
  void AcceptInProgress();
  // Storage has the log up to `id`. Ignored if the log was rewritten since.
  void StableTo(EntryId id);
  // Storage has the snapshot of `index`. Ignored if it is another one.
  void StableSnapshotTo(Index index);

  // Forgets all entries: the log now starts after `snapshot`.
  void Restore(SnapshotPtr snapshot);
  // Appends, and cuts what conflicts. REQUIRES: `entries` is not empty and
  // leaves no gap.
  void TruncateAndAppend(std::span<const Entry> entries);
  // The entries of [low, high), valid as long. REQUIRES: they are here.
  std::span<const Entry> Slice(Index low, Index high) const;

  const SnapshotPtr& snapshot() const { return snapshot_; }
  Index offset() const { return offset_; }
  Index offset_in_progress() const { return offset_in_progress_; }
  bool snapshot_in_progress() const { return snapshot_in_progress_; }
  const EntryList& entries() const { return entries_; }
  bool empty() const { return entries_.empty(); }

  void AddTo(Fingerprint& fingerprint) const;
  friend bool operator==(const Unstable& a, const Unstable& b);

 private:
  SnapshotPtr snapshot_;
  EntryList entries_;  // entries_[i] has index offset_ + i.
  Index offset_;
  Term term_before_ = 0;
  Index offset_in_progress_;  // In [offset_, offset_ + entries_.size()].
  bool snapshot_in_progress_ = false;
  Logger* logger_;  // Not owned; may be null.
};

}  // namespace raft
