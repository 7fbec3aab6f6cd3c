// DiskStorage: a Storage whose log and snapshots are files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "raft/base/error.h"
#include "raft/base/fingerprint.h"
#include "raft/durable/file_system/file_system.h"
#include "raft/durable/wal/log.h"
#include "raft/storage/memory_storage.h"
#include "raft/storage/storage.h"
#include "raft/types.h"

namespace raft::durable {

struct DiskOptions {
  std::string log_directory;
  std::string snapshot_directory;
  // Whose log it is: the application's own bytes, of its cluster and node, say.
  // Another one's log is refused; one that says nothing of itself is taken.
  std::optional<std::string> metadata = {};
  // How many snapshots are kept, and the log that leads on from the oldest of
  // them: if the newest is damaged, an older one serves. At least 1.
  size_t snapshots_kept = 2;
  wal::LogOptions log = {};
};

// What a storage is born with: a first boot's entries and state.
struct DiskBirth {
  std::vector<Entry> entries = {};
  HardState state = {};  // Written if there are entries.
};

struct OpenedDisk;

// The log of wal/log.h and the files of snapshots/, as one. What is written is
// seen at once, and durable after Sync. After a failed write it is closed for
// good: every later one fails as the first did. A value bound to a file system,
// as Log is; single-threaded.
class DiskStorage : public Storage {
 public:
  // Makes one that is new. kIo; kBadState if there are snapshots already.
  static Result<DiskStorage> Create(FileSystem& files,
                                    const DiskOptions& options,
                                    const DiskBirth& birth);
  // Opens what is there; all that it then shows is durable. kIo, or kBadBytes
  // if the log is damaged, another one's, or does not reach back to any
  // snapshot that can be read; then nothing is touched.
  static Result<OpenedDisk> Open(FileSystem& files, const DiskOptions& options);
  // A copy of `other` for `files`, a copy of the file system of `other`.
  DiskStorage(const DiskStorage& other, FileSystem& files);
  DiskStorage(DiskStorage&&) = default;
  DiskStorage& operator=(DiskStorage&&) = default;
  DiskStorage(const DiskStorage&) = delete;
  DiskStorage& operator=(const DiskStorage&) = delete;

  Result<InitialState> Load() const override { return memory_.Load(); }
  Result<void> Entries(Index low, Index high, uint64_t max_bytes,
                       EntryList& entries) const override {
    return memory_.Entries(low, high, max_bytes, entries);
  }
  Result<raft::Term> TermAt(Index index) const override {
    return memory_.TermAt(index);
  }
  Index FirstIndex() const override { return memory_.FirstIndex(); }
  Index LastIndex() const override { return memory_.LastIndex(); }
  Result<SnapshotPtr> Snapshot() const override { return memory_.Snapshot(); }
  const HardState& hard_state() const { return memory_.hard_state(); }

  // Writes what Effects::Write (raft/driver.h) is asked to, in its order: the
  // file of a snapshot is durable before the log knows of it. One that is no
  // newer than the one there brings nothing.
  Result<void> Write(const SnapshotPtr& snapshot,
                     std::span<const Entry> entries,
                     const HardState* hard_state);
  // Makes all that was written durable.
  Result<void> Sync();
  // Makes the snapshot of the state machine at `index` and forgets the log up
  // to there but for the last `keep` entries; durable on return. If its file
  // cannot be made, the failure of that, and nothing else has changed.
  // kSnapshotOutOfDate and kCompacted as MemoryStorage::CreateSnapshot.
  // REQUIRES: index <= LastIndex(), and it is committed.
  Result<void> Compact(Index index, const ConfState& conf_state,
                       const Payload& data, uint64_t keep = 0);
  // An orderly stop: all is durable, and the log says so.
  Result<void> Close() { return log_.Close(); }
  // Gives up the files as they are.
  void Abandon() { log_.Abandon(); }

  const wal::Log& log() const { return log_; }
  // The snapshots that are kept, the oldest first.
  const std::vector<EntryId>& snapshots() const { return snapshots_; }

  void AddTo(Fingerprint& fingerprint) const;
  friend bool operator==(const DiskStorage& a, const DiskStorage& b);

 private:
  DiskStorage(FileSystem& files, const DiskOptions& options, wal::Log log)
      : files_(&files), options_(options), log_(std::move(log)) {}

  // Runs `change` unless there was a failure, and remembers one.
  template <typename Change>
  Result<void> Guarded(const Change& change);
  Result<void> Install(const SnapshotPtr& snapshot);
  Result<void> DropOld();

  FileSystem* files_;
  DiskOptions options_;
  wal::Log log_;
  MemoryStorage memory_;  // What is seen.
  std::vector<EntryId> snapshots_;
  bool has_old_ = false;  // Older snapshots may go after the next sync.
  std::optional<Error> failure_;
};

// A storage that was opened, and a line for each thing that an operator should
// know.
struct OpenedDisk {
  DiskStorage storage;
  std::vector<std::string> warnings;
};

}  // namespace raft::durable
