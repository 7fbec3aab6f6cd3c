// Log: a write-ahead log in a directory, compatible with etcd's.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "raft/base/error.h"
#include "raft/base/fingerprint.h"
#include "raft/durable/file_system/file_system.h"
#include "raft/durable/wal/contents.h"
#include "raft/durable/wal/directory.h"
#include "raft/durable/wal/read_log.h"
#include "raft/durable/wal/segment_name.h"
#include "raft/durable/wal/segment_writer.h"
#include "raft/types.h"

namespace raft::wal {

struct LogOptions {
  // After a write that makes a segment longer than this, the next one begins.
  // In bytes, at least 1.
  uint64_t segment_bytes = 64'000'000;
  // Whether a segment has its whole length from the beginning.
  bool preallocate = true;
  // Whether records say what was synced (field 15). Without, torn writes that
  // leave later records readable are taken for damage.
  bool marks = true;
  // The log's own number, of a new log, and of one that has none yet. It must
  // not be one that clients can guess, or their values could pass for records
  // where a crash has torn others.
  uint64_t number = 0;
  friend bool operator==(const LogOptions&, const LogOptions&) = default;
};

// What a log is born with, durable before anybody can see that there is one.
struct LogBirth {
  std::optional<std::string> metadata = {};  // Whose log it is.
  std::vector<Entry> entries = {};           // From index 1 on.
  HardState state = {};                      // Written if there are entries.
};

struct OpenedLog;

// Says whether a log with these contents is the one to open; empty: any is.
using AcceptContents = std::function<Result<void>(const Contents&)>;

// Writes what it is handed; what is written is durable after Sync only. After a
// failure it is closed for good: every later call fails as the first did, and
// what is there must be opened again. Bound to a file system, whose value the
// files are a part of; single-threaded. Whoever is done with it calls Close or
// Abandon, or its process ends: the files stay locked until then.
class Log {
 public:
  // Makes a log in `directory`, which must not exist, with all that it is born
  // with. kIo; then there is none.
  static Result<Log> Create(durable::FileSystem& files,
                            std::string_view directory,
                            const LogOptions& options, const LogBirth& birth);
  // Opens the log in `directory` to write to it: makes durable what was read,
  // and cuts off what a crash has torn (a copy of that is kept beside it).
  // `oldest` is the oldest snapshot that is kept (0: none). kBadBytes if the
  // log is damaged, what `accept` says of what was read, or kIo. Nothing is
  // changed before `accept` has said yes.
  static Result<OpenedLog> Open(durable::FileSystem& files,
                                std::string_view directory,
                                const LogOptions& options, Index oldest,
                                const AcceptContents& accept = {});
  // A copy of `other` for `files`, a copy of the file system of `other`.
  Log(const Log& other, durable::FileSystem& files)
      : files_(&files), state_(other.state_) {}
  Log(Log&&) = default;
  Log& operator=(Log&&) = default;
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  // Writes entries and then `hard_state` (null: none). The entries are
  // contiguous and begin at or below the end of the log and one; they replace
  // what stands at and after the first one's index. kBadBytes, without effect,
  // if one of them is too long ever to be read again. May cut a segment, and
  // so sync.
  Result<void> Append(std::span<const Entry> entries,
                      const HardState* hard_state);
  // Writes that there is a snapshot, whose file must be durable. If the log
  // does not lead to it, the log begins behind it from now on.
  Result<void> AppendSnapshot(const SnapshotRecord& snapshot);
  // Makes all that was written durable.
  Result<void> Sync();
  // Removes the segments that are of no use for the snapshot at `oldest` and
  // newer ones; it and its record must be durable.
  Result<void> Compact(Index oldest);
  // Syncs, and leaves a record that says so; gives up the files.
  Result<void> Close();
  // Gives up the files as they are.
  void Abandon();

  // True if something was written since the last sync.
  bool dirty() const { return state_.dirty; }
  const std::vector<SegmentName>& segments() const { return state_.segments; }
  // The first failure, once there was one.
  const std::optional<Error>& failure() const { return state_.failure; }

  void AddTo(Fingerprint& fingerprint) const;
  friend bool operator==(const Log& a, const Log& b) {
    return a.state_ == b.state_;
  }

 private:
  struct State {
    std::string directory;
    LogOptions options;
    std::optional<uint64_t> number;  // Of the segments to come.
    std::optional<std::string> metadata;
    HardState hard_state;      // The last one written.
    Index last_entry = 0;      // Where the log ends; 0: it is empty.
    Index last_snapshot = 0;   // The highest that was recorded.
    SegmentWriter writer{{}, 0, 0};
    // Those that are kept, by sequence, and their handles, which hold locks.
    std::vector<SegmentName> segments;
    std::vector<durable::FileHandle> handles;
    bool dirty = false;
    std::optional<Error> failure;
    friend bool operator==(const State&, const State&) = default;
  };

  explicit Log(durable::FileSystem& files) : files_(&files) {}

  std::string PathOf(std::string_view name) const;
  // The segment that is written.
  durable::FileHandle last() const { return state_.handles.back(); }
  // Makes a file with these bytes, as long as segments are, locked and synced.
  Result<durable::FileHandle> MakeSegment(const std::string& path,
                                          std::string_view bytes);
  // Gives the file the length of a segment, if that is wanted.
  Result<void> MakeRoom(durable::FileHandle file);
  // Writes what the writer has appended to `bytes`, and empties it.
  Result<void> WriteOut(std::string& bytes);
  Result<void> SyncAll();
  Result<void> Cut();
  // Runs `change` unless there was a failure, and remembers one.
  template <typename Change>
  Result<void> Guarded(const Change& change);

  Result<void> Bear(const LogBirth& birth);
  Result<LogReading> LockAndRead(Index oldest);
  Result<void> Recover(const LogReading& reading);
  Result<void> RemoveLeftOvers(const Directory& directory);
  Result<void> KeepTorn(const LogReading& reading);
  Result<void> MakeDurable(const LogReading& reading);
  Result<void> Tidy(const LogReading& reading);

  durable::FileSystem* files_;
  State state_;
};

// A log that was opened, and what was found.
struct OpenedLog {
  Log log;
  Contents contents;
  // A line for each thing that an operator should know: what was cut off, and
  // what is there that is not the log's.
  std::vector<std::string> warnings;
};

}  // namespace raft::wal
