// Storage: what the core reads of the durable log.
#pragma once

#include "raft/base/error.h"
#include "raft/types.h"

namespace raft {

// What a node starts from.
struct InitialState {
  HardState hard_state;
  ConfState conf_state;  // Of the snapshot; later changes are in the log.
};

// The durable part of a log, as the application keeps it: a compaction point,
// and the entries after it, [FirstIndex(), LastIndex()]. The core only reads;
// the application writes what each Ready asks for. A node calls it from the
// thread that calls the node.
//
// A storage that keeps only its newest entries in memory may answer
// kLogTemporarilyUnavailable for entries that its node has applied, and for the
// terms of all but the last of these, and read them meanwhile: the node then
// sends nothing to the peer that lacks them, and asks again when it next hears
// from it.
class Storage {
 public:
  virtual ~Storage() = default;

  // REQUIRES nothing; kIo or kBadBytes if the disk cannot say.
  virtual Result<InitialState> Load() const = 0;

  // Appends to `entries` those of [low, high), as many from the front as keep
  // their encoded size within `max_bytes`, and at least one. kCompacted if
  // `low` is below FirstIndex(), kUnavailable if the log holds no entries,
  // kLogTemporarilyUnavailable as above.
  // REQUIRES: low < high <= LastIndex() + 1.
  virtual Result<void> Entries(Index low, Index high, uint64_t max_bytes,
                               EntryList& entries) const = 0;

  // The term of the entry at `index`, also at the compaction point. kCompacted
  // below that, kUnavailable above LastIndex(), kLogTemporarilyUnavailable as
  // above.
  virtual Result<raft::Term> TermAt(Index index) const = 0;

  // The first entry that is still there; LastIndex() + 1 if there is none.
  virtual Index FirstIndex() const = 0;
  virtual Index LastIndex() const = 0;

  // The newest snapshot, for a follower that is too far behind. Never null and
  // never of index 0 once anything was compacted.
  // kSnapshotTemporarilyUnavailable if it is not ready; asked again later.
  virtual Result<SnapshotPtr> Snapshot() const = 0;
};

}  // namespace raft
