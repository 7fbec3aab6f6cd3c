// RaftLog: the log of one node, as storage and its unstable tail together.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>

#include "raft/base/error.h"
#include "raft/base/logger.h"
#include "raft/log/unstable.h"
#include "raft/storage/storage.h"
#include "raft/types.h"

namespace raft {

// Entries [FirstIndex(), LastIndex()] and the cursors over them:
// applied <= applying <= committed <= LastIndex(). Entries are handed out for
// application within a limit of encoded bytes that were not acknowledged yet.
//
// A storage that breaks its contract (an entry that it had is gone) panics.
class RaftLog {
 public:
  // Starts after the compaction point of `storage`, which must outlive it and
  // is only read. `max_applying_bytes` > 0 limits outstanding application.
  RaftLog(const Storage& storage, Logger* logger, uint64_t max_applying_bytes);
  // The same log over another storage with the same contents.
  RaftLog(const RaftLog& other, const Storage& storage);
  RaftLog(RaftLog&&) = default;
  RaftLog& operator=(RaftLog&&) = default;
  RaftLog(const RaftLog&) = delete;

  Index FirstIndex() const;
  Index LastIndex() const;
  EntryId LastEntryId() const;
  Index committed() const { return committed_; }
  Index applying() const { return applying_; }
  Index applied() const { return applied_; }
  uint64_t applying_bytes() const { return applying_bytes_; }
  bool applying_paused() const { return applying_paused_; }
  const Unstable& unstable() const { return unstable_; }
  const Storage& storage() const { return *storage_; }

  // The term at `index`: kCompacted below FirstIndex() - 1, kUnavailable above
  // LastIndex(), kLogTemporarilyUnavailable if storage is reading it.
  Result<Term> TermAt(Index index) const;
  // The same, and 0 where the term is not known.
  Term TermOrZero(Index index) const;
  // True if the log holds `id`.
  bool Matches(EntryId id) const;
  // True if a log that ends at `id` is at least as complete as this one (Raft
  // paper §5.4.1).
  bool IsUpToDate(EntryId id) const;

  // The follower's side of an append (Raft paper §5.3): if the log holds
  // `previous`, makes it end with or contain `entries`, commits up to
  // min(commit, the last of them) and returns the index of the last of them.
  // REQUIRES: `entries` follow `previous` without a gap, and none conflicts
  // with a committed one.
  std::optional<Index> MaybeAppend(EntryId previous,
                                   std::span<const Entry> entries,
                                   Index commit);
  // The first entry that the log does not hold; 0 if it holds all of them.
  Index FindConflict(std::span<const Entry> entries) const;
  // Where a log that has `term` at `index` can meet this one: the largest
  // index at or below `index` whose term is at most `term`, or the first one
  // on the way whose term is unknown, with term 0.
  EntryId FindConflictByTerm(Index index, Term term) const;
  // Appends and cuts what conflicts; returns the new last index.
  // REQUIRES: the entries start above committed() and leave no gap.
  Index Append(std::span<const Entry> entries);

  // Never moves back. REQUIRES: index <= LastIndex().
  void CommitTo(Index index);
  // Commits up to `at` if that is news and the log holds it. Its term must be
  // the leader's own (Raft paper §5.4.2).
  bool MaybeCommit(EntryId at);
  // Starts over from a snapshot.
  void Restore(SnapshotPtr snapshot);

  // What is to be written next, and its acknowledgement.
  std::span<const Entry> NextUnstableEntries() const {
    return unstable_.NextEntries();
  }
  void AcceptUnstable() { unstable_.AcceptInProgress(); }
  void StableTo(EntryId id) { unstable_.StableTo(id); }
  void StableSnapshotTo(Index index) { unstable_.StableSnapshotTo(index); }
  // True if a snapshot has yet to be installed: nothing else may be applied.
  bool HasPendingSnapshot() const { return unstable_.snapshot() != nullptr; }

  // What is to be applied next: committed, within the limit, and stable unless
  // `allow_unstable`.
  bool HasNextCommitted(bool allow_unstable) const;
  void NextCommitted(bool allow_unstable, EntryList& entries) const;
  // Entries up to `index` with encoded size `bytes` were handed out.
  // REQUIRES: applying() <= index <= committed().
  void AcceptApplying(Index index, uint64_t bytes, bool allow_unstable);
  // Entries up to `index` with encoded size `bytes` were applied.
  // REQUIRES: applied() <= index <= committed().
  void AppliedTo(Index index, uint64_t bytes);

  // Appends to `entries` those from `low` on, up to `max_bytes` of encoded
  // size, at least one if there is one. kCompacted if they are gone,
  // kLogTemporarilyUnavailable if storage is reading them.
  Result<void> EntriesFrom(Index low, uint64_t max_bytes,
                           EntryList& entries) const;
  // Same for [low, high). REQUIRES: low <= high <= LastIndex() + 1.
  Result<void> Slice(Index low, Index high, uint64_t max_bytes,
                     EntryList& entries) const;
  // Calls `visit` with pages of [low, high), each of at most `page_bytes` of
  // encoded size or one entry, until it returns false.
  Result<void> Scan(
      Index low, Index high, uint64_t page_bytes,
      const std::function<bool(std::span<const Entry>)>& visit) const;
  Result<SnapshotPtr> Snapshot() const;

  // The cursors, as one line of text.
  std::string Describe() const;
  void AddTo(Fingerprint& fingerprint) const;
  // Compares the cursors and the unstable tail, not the storages.
  friend bool operator==(const RaftLog& a, const RaftLog& b);

 private:
  Index MaxAppliable(bool allow_unstable) const;
  // True for the answer of a storage that is reading what is at `index`, where
  // it may be: what has yet to be applied must be there.
  bool IsBeingRead(const Error& error, Index index) const {
    return error.code == ErrorCode::kLogTemporarilyUnavailable &&
           index <= applied_;
  }

  const Storage* storage_;  // Not owned, never null.
  Logger* logger_;          // Not owned; may be null.
  Unstable unstable_;
  Index committed_;
  Index applying_;  // Handed out for application.
  Index applied_;
  uint64_t max_applying_bytes_;
  uint64_t applying_bytes_ = 0;   // Handed out and not acknowledged.
  bool applying_paused_ = false;  // The limit is reached.
};

}  // namespace raft
