// How a DiskStorage comes to be, and how it is opened again.
#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "raft/base/check.h"
#include "raft/durable/disk_storage/disk_storage.h"
#include "raft/durable/file_system/in_order.h"
#include "raft/durable/file_system/paths.h"
#include "raft/durable/snapshots/snapshot_directory.h"
#include "raft/durable/snapshots/snapshot_file.h"
#include "raft/durable/wal/contents.h"
#include "raft/durable/wal/directory.h"
#include "raft/durable/wal/segment_name.h"

namespace raft::durable {
namespace {

using wal::Contents;

// True if the log leads to `end`, and on from there.
bool Reaches(const Contents& contents, EntryId end) {
  const EntryId base = contents.base();
  if (end.index < base.index || end.index > contents.last_index()) return false;
  if (end.index == base.index) return base.term == 0 || base.term == end.term;
  return contents.entries()[end.index - base.index - 1].term == end.term;
}

// Chooses the snapshot to begin with, while a log is being opened.
class Beginning {
 public:
  Beginning(FileSystem& files, const DiskOptions& options, SnapshotNames names)
      : files_(files), options_(options), names_(std::move(names)) {}

  // The oldest snapshot that there is a file of and that a log with these
  // segments may lead on from; 0 if there is none. (Where etcd removed old
  // files, snapshots may be left that the log does not reach any more.)
  Index Oldest(const std::vector<wal::SegmentName>& segments) const;
  // Accepts a log that is this node's and leads on from a snapshot that can be
  // read, or from the beginning.
  Result<void> Accept(const Contents& contents);
  // Removes what is of no use now that the log is open.
  Result<void> Tidy(const Contents& contents);

  const SnapshotPtr& snapshot() const { return snapshot_; }
  // Those that the log records, the oldest first.
  const std::vector<EntryId>& recorded() const { return recorded_; }
  std::vector<std::string>& warnings() { return warnings_; }

 private:
  Result<void> AcceptMetadata(const Contents& contents) const;

  FileSystem& files_;
  const DiskOptions& options_;
  SnapshotNames names_;
  SnapshotPtr snapshot_;
  std::vector<EntryId> recorded_;
  std::vector<std::string> warnings_;
};

Index Beginning::Oldest(const std::vector<wal::SegmentName>& segments) const {
  // Their indexes need not rise: any may be the lowest.
  const Index first =
      std::ranges::min(segments, {}, &wal::SegmentName::index).index;
  Index oldest = 0;
  for (const EntryId& end : names_.snapshots) {
    if (end.index >= first) oldest = end.index;
  }
  return oldest;
}

Result<void> Beginning::AcceptMetadata(const Contents& contents) const {
  const std::string found = contents.metadata().value_or("");
  if (!options_.metadata || found.empty() || found == *options_.metadata) {
    return {};
  }
  return Fail(ErrorCode::kBadBytes,
              fmt::format("{} is the log of another node or cluster",
                          options_.log_directory));
}

Result<void> Beginning::Accept(const Contents& contents) {
  const Result<void> mine = AcceptMetadata(contents);
  if (!mine) return mine;
  for (const EntryId& end : names_.snapshots) {
    if (!contents.Recorded(end)) continue;
    recorded_.insert(recorded_.begin(), end);
    if (snapshot_ != nullptr || !Reaches(contents, end)) continue;
    Result<SnapshotPtr> loaded =
        LoadSnapshot(files_, options_.snapshot_directory, end);
    if (loaded) {
      snapshot_ = std::move(*loaded);
      continue;
    }
    if (loaded.error().code != ErrorCode::kBadBytes) {
      return std::unexpected(loaded.error());
    }
    warnings_.push_back(loaded.error().detail);
  }
  if (snapshot_ != nullptr || contents.base().index == 0) return {};
  return Fail(ErrorCode::kBadBytes,
              fmt::format("{} begins behind {}, and no snapshot in {} that can "
                          "be read and was recorded leads there{}{}",
                          options_.log_directory, contents.base().index,
                          options_.snapshot_directory,
                          warnings_.empty() ? "" : ": ",
                          warnings_.empty() ? "" : warnings_.front()));
}

Result<void> Beginning::Tidy(const Contents& contents) {
  for (const std::string& name : names_.left_overs) {
    const Result<void> removed =
        files_.Remove(Join(options_.snapshot_directory, name));
    if (!removed) return removed;
  }
  for (const EntryId& end : names_.snapshots) {
    if (contents.Recorded(end)) continue;
    const Result<void> removed =
        RemoveSnapshot(files_, options_.snapshot_directory, end);
    if (!removed) return removed;
  }
  for (const std::string& name : names_.others) {
    warnings_.push_back(
        fmt::format("{} is no snapshot: left alone",
                    Join(options_.snapshot_directory, name)));
  }
  return {};
}

}  // namespace

Result<DiskStorage> DiskStorage::Create(FileSystem& files,
                                        const DiskOptions& options,
                                        const DiskBirth& birth) {
  RAFT_CHECK(options.snapshots_kept > 0, "no snapshot is to be kept");
  const Result<void> made =
      MakeSnapshotDirectory(files, options.snapshot_directory);
  if (!made) return std::unexpected(made.error());
  const Result<SnapshotNames> names =
      ListSnapshots(files, options.snapshot_directory);
  if (!names) return std::unexpected(names.error());
  if (!names->snapshots.empty()) {
    return Fail(ErrorCode::kBadState,
                fmt::format("{} has snapshots, but {} is not there",
                            options.snapshot_directory,
                            options.log_directory));
  }
  Result<wal::Log> log = wal::Log::Create(
      files, options.log_directory, options.log,
      {.metadata = options.metadata, .entries = birth.entries,
       .state = birth.state});
  if (!log) return std::unexpected(log.error());
  DiskStorage storage(files, options, std::move(*log));
  storage.memory_.Append(birth.entries);
  if (!birth.entries.empty()) storage.memory_.SetHardState(birth.state);
  return storage;
}

Result<OpenedDisk> DiskStorage::Open(FileSystem& files,
                                     const DiskOptions& options) {
  RAFT_CHECK(options.snapshots_kept > 0, "no snapshot is to be kept");
  Result<SnapshotNames> names =
      ListSnapshots(files, options.snapshot_directory);
  if (!names) return std::unexpected(names.error());
  const Result<wal::Directory> directory =
      wal::ReadDirectory(files, options.log_directory);
  if (!directory) return std::unexpected(directory.error());
  Beginning beginning(files, options, std::move(*names));
  Result<wal::OpenedLog> opened = wal::Log::Open(
      files, options.log_directory, options.log,
      beginning.Oldest(directory->segments),
      [&](const Contents& contents) { return beginning.Accept(contents); });
  if (!opened) return std::unexpected(opened.error());
  const Contents& contents = opened->contents;
  const Result<void> tidied = beginning.Tidy(contents);
  if (!tidied) {
    opened->log.Abandon();
    return std::unexpected(tidied.error());
  }
  DiskStorage storage(files, options, std::move(opened->log));
  if (beginning.snapshot() != nullptr) {
    (void)storage.memory_.ApplySnapshot(beginning.snapshot());
  }
  std::span<const Entry> entries = contents.entries();
  const Index known = storage.LastIndex() - contents.base().index;
  storage.memory_.Append(entries.subspan(std::min(known, entries.size())));
  storage.memory_.SetHardState(contents.state());
  storage.snapshots_ = beginning.recorded();
  // A crash may have come before those that are too many were removed.
  storage.has_old_ = !storage.snapshots_.empty();
  std::vector<std::string> warnings = std::move(opened->warnings);
  std::ranges::move(beginning.warnings(), std::back_inserter(warnings));
  return OpenedDisk{std::move(storage), std::move(warnings)};
}

}  // namespace raft::durable
