// What is done to a log whose crashes are explored: short steps, each with what
// the definition says of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/durable/log_model.h"
#include "harness/world/sim_file_system.h"
#include "raft/base/error.h"
#include "raft/durable/wal/log.h"
#include "raft/types.h"

namespace harness {

enum class LogStepKind : uint8_t {
  kSave,      // An entry and a state, synced.
  kWrite,     // The same, not synced.
  kCommit,    // A state that differs in its commit index, not synced.
  kVote,      // A state of a later term, synced.
  kOverwrite, // An entry of a later term in place of the last two, synced.
  kSnapshot,  // The record of a snapshot of this node's own, synced.
  kInstall,   // One that has arrived and lies behind the log's end, synced.
  kConflict,  // One that has arrived and conflicts with the log, synced.
  kCompact,   // Removes what is of no use for the newest snapshot.
  kSync,
};

struct LogStep {
  LogStepKind kind = LogStepKind::kSave;
  size_t size = 0;      // Of an entry's data.
  bool zeros = false;   // Whether those are zeros.
};

std::string TextOf(const LogStep& step);

// A log, the file system under it, and what the definition says. Made by
// Create, copied by Copy: the log is bound to the file system here.
class LogUnderTest {
 public:
  // The directory's name; the log is created by Create, which may fail.
  static constexpr const char* kDirectory = "d/wal";

  explicit LogUnderTest(const raft::wal::LogOptions& options);
  LogUnderTest(const LogUnderTest& other);
  LogUnderTest& operator=(const LogUnderTest&) = delete;

  SimFileSystem& files() { return files_; }
  const SimFileSystem& files() const { return files_; }
  const raft::wal::Log* log() const { return log_ ? &*log_ : nullptr; }
  const LogModel& model() const { return model_; }
  const raft::wal::LogOptions& options() const { return options_; }
  // The oldest snapshot that is kept.
  raft::Index oldest() const { return oldest_; }
  // Nobody was told yet that there is a log.
  bool unborn() const { return unborn_; }

  // Creates the log with two entries in it.
  raft::Result<void> Create();
  // Does what `step` says; one that makes no sense now is a save.
  raft::Result<void> Do(const LogStep& step);

 private:
  raft::Result<void> Append(const std::vector<raft::Entry>& entries,
                            const raft::HardState& state, bool sync);
  raft::Result<void> AppendSnapshot(raft::EntryId end,
                                    const raft::HardState* state);
  raft::Result<void> Sync();
  raft::Entry EntryAt(raft::Index index, raft::Term term,
                      const LogStep& step) const;

  raft::wal::LogOptions options_;
  SimFileSystem files_;
  std::optional<raft::wal::Log> log_;
  LogModel model_;
  raft::Index oldest_ = 0;
  raft::Index newest_snapshot_ = 0;
  bool unborn_ = true;
};

}  // namespace harness
