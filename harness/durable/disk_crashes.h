// Explores every crash of a storage, as log_crashes.h does of a log: after each
// call on its file system, every state that a power cut may leave, and the kill
// of its process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "harness/durable/disk_model.h"
#include "harness/world/sim_file_system.h"
#include "raft/base/error.h"
#include "raft/durable/disk_storage/disk_storage.h"

namespace harness {

enum class DiskStepKind : uint8_t {
  kSave,       // An entry and a state, synced.
  kWrite,      // The same, not synced.
  kCommit,     // A state that differs in its commit index, not synced.
  kOverwrite,  // An entry of a later term in place of the last two, synced.
  kInstall,    // A snapshot behind the log's end, with a state, synced.
  kConflict,   // One that conflicts with the log.
  kInside,     // One within the log, which leads on from it.
  kCompact,    // One of this node's own, and the log is compacted.
  kStop,       // An orderly stop, and a start.
};

struct DiskStep {
  DiskStepKind kind = DiskStepKind::kSave;
  size_t size = 0;  // Of an entry's data.
};

std::string TextOf(const DiskStep& step);

// What was explored; each says how often.
struct DiskCrashCounts {
  uint64_t sequences = 0;   // Of steps, all beginnings of others included.
  uint64_t ways = 0;        // In which a power cut may end.
  uint64_t states = 0;      // Different ones, that were opened again.
  uint64_t recoveries = 0;  // Crashes and failures inside a recovery.
};

std::string TextOf(const DiskCrashCounts& counts);

// A storage, the file system under it, and what the definition says.
class DiskUnderTest {
 public:
  explicit DiskUnderTest(const raft::durable::DiskOptions& options);
  DiskUnderTest(const DiskUnderTest& other);
  DiskUnderTest& operator=(const DiskUnderTest&) = delete;

  SimFileSystem& files() { return files_; }
  const SimFileSystem& files() const { return files_; }
  const DiskModel& model() const { return model_; }
  const raft::durable::DiskOptions& options() const { return options_; }
  // Nobody was told yet that there is a storage.
  bool unborn() const { return unborn_; }

  raft::Result<void> Create();
  // Does what `step` says; one that makes no sense now is a save.
  raft::Result<void> Do(const DiskStep& step);
  // After a crash: opens what is there. The definition goes on from what was
  // found; what is wrong with that, nothing if nothing is. With a fault it may
  // stay stopped. The failure to open where there was no fault.
  raft::Result<std::optional<std::string>> Start();
  // True after a crash, until a start has succeeded.
  bool stopped() const { return !storage_.has_value(); }

 private:
  raft::Entry EntryAt(raft::Index index, raft::Term term, size_t size) const;
  raft::Result<void> Write(const raft::SnapshotPtr& snapshot,
                           const std::optional<raft::Entry>& entry,
                           const raft::HardState& state, bool sync);
  raft::Result<void> Compact();
  raft::Result<void> Stop();

  raft::durable::DiskOptions options_;
  SimFileSystem files_;
  std::optional<raft::durable::DiskStorage> storage_;
  DiskModel model_;
  bool unborn_ = true;
};

// Checks that whatever a crash leaves is opened again without help, and holds
// what the definition allows, and that this stays whatever happens then.
class DiskCrashes {
 public:
  // Every `recovery_every`th state is also opened with a crash at each call of
  // its recovery.
  DiskCrashes(const raft::durable::DiskOptions& options,
              uint64_t recovery_every)
      : options_(options), recovery_every_(recovery_every) {}

  // All sequences of at most `length` of `steps`. Returns what is wrong, with
  // the sequence; nothing if nothing is.
  std::optional<std::string> Explore(std::span<const DiskStep> steps,
                                     int length);
  // Just one sequence, with all its crashes.
  std::optional<std::string> Follow(std::span<const DiskStep> steps);

  const DiskCrashCounts& counts() const { return counts_; }

 private:
  std::optional<std::string> Begin(DiskUnderTest& disk);
  std::optional<std::string> Extend(const DiskUnderTest& disk,
                                    std::span<const DiskStep> steps,
                                    int length);
  template <typename Step>
  std::optional<std::string> Interrupt(DiskUnderTest& disk, const Step& step);
  std::optional<std::string> Crash(const DiskUnderTest& disk);
  std::optional<std::string> Open(const DiskUnderTest& disk,
                                  const SimFileSystem& left);
  std::optional<std::string> CheckRecovery(const DiskUnderTest& disk,
                                           const SimFileSystem& left);

  raft::durable::DiskOptions options_;
  uint64_t recovery_every_;
  std::string path_;  // The sequence that is explored.
  DiskCrashCounts counts_;
};

}  // namespace harness
