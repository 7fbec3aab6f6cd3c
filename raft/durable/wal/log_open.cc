// How a log comes to be, and how it is opened again.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "raft/durable/file_system/in_order.h"
#include "raft/durable/file_system/paths.h"
#include "raft/durable/wal/directory.h"
#include "raft/durable/wal/log.h"
#include "raft/durable/wal/read_log.h"
#include "raft/durable/wal/tail_file.h"

namespace raft::wal {
namespace {

using durable::FileHandle;
using durable::FileSystem;
using durable::OpenMode;
using durable::PathKind;

// Removes what an attempt before has left in `directory`, and itself.
Result<void> RemoveAttempt(FileSystem& files, const std::string& directory) {
  const Result<PathKind> kind = files.Kind(directory);
  if (!kind) return std::unexpected(kind.error());
  if (*kind == PathKind::kNothing) return {};
  const auto names = files.List(directory);
  if (!names) return std::unexpected(names.error());
  for (const std::string& name : *names) {
    const Result<void> removed = files.Remove(durable::Join(directory, name));
    if (!removed) return removed;
  }
  return files.Remove(directory);
}

Result<void> CheckThatNothingIsThere(FileSystem& files,
                                     std::string_view directory) {
  const Result<PathKind> kind = files.Kind(directory);
  if (!kind) return std::unexpected(kind.error());
  if (*kind == PathKind::kNothing) return {};
  return Fail(ErrorCode::kIo, fmt::format("{} is there already", directory));
}

}  // namespace

// Makes the log in a directory of another name, so that with its name it has
// all that it is born with.
Result<void> Log::Bear(const LogBirth& birth) {
  const std::string directory = state_.directory;
  state_.directory += ".tmp";
  SegmentWriter& writer = state_.writer;
  std::string bytes;
  std::string data;
  writer.AppendHead(bytes);
  writer.Append(RecordType::kMetadata, birth.metadata, bytes);
  AppendSnapshotRecord({}, data);
  writer.Append(RecordType::kSnapshot, data, bytes);
  for (const Entry& entry : birth.entries) {
    data.clear();
    AppendEntry(entry, data);
    if (!DataFits(data.size())) {
      return Fail(ErrorCode::kBadBytes,
                  fmt::format("entry {} is too long for a log", entry.index));
    }
    writer.Append(RecordType::kEntry, data, bytes);
  }
  if (!birth.entries.empty()) {
    data.clear();
    AppendState(birth.state, data);
    writer.Append(RecordType::kState, data, bytes);
    state_.hard_state = birth.state;
    state_.last_entry = birth.entries.back().index;
  }
  const SegmentName name;
  const Result<void> begun = durable::InOrder(
      [&] { return RemoveAttempt(*files_, state_.directory); },
      [&] { return files_->MakeDirectory(state_.directory); });
  if (!begun) return begun;
  const Result<FileHandle> file = MakeSegment(PathOf(FileName(name)), bytes);
  if (!file) return std::unexpected(file.error());
  state_.segments.push_back(name);
  state_.handles.push_back(*file);
  writer.Synced(writer.end());
  // Writing `tail` syncs its directory, with the segment's name.
  const Result<void> born = durable::InOrder(
      [&] { return WriteTail(*files_, state_.directory, name); },
      [&] { return files_->Rename(state_.directory, directory); },
      [&] { return files_->SyncDirectory(durable::ParentOf(directory)); });
  state_.directory = directory;
  return born;
}

Result<Log> Log::Create(FileSystem& files, std::string_view directory,
                        const LogOptions& options, const LogBirth& birth) {
  Log log(files);
  State& state = log.state_;
  state.directory = directory;
  state.options = options;
  if (options.marks) state.number = options.number;
  state.metadata = birth.metadata;
  state.writer = SegmentWriter(state.number, 0, 0);
  const Result<void> born = durable::InOrder(
      [&] { return CheckThatNothingIsThere(files, directory); },
      [&] { return log.Bear(birth); });
  if (born) return log;
  log.Abandon();
  return std::unexpected(born.error());
}

// Locks what is to be read, and then reads it: who holds the locks is the only
// one to change it.
Result<LogReading> Log::LockAndRead(Index oldest) {
  const Result<Directory> directory =
      ReadDirectory(*files_, state_.directory);
  if (!directory) return std::unexpected(directory.error());
  const Result<SegmentRange> range =
      ChooseSegments(*directory, oldest, state_.directory);
  if (!range) return std::unexpected(range.error());
  for (size_t i = range->begin; i < range->end; ++i) {
    const SegmentName& name = directory->segments[i];
    const Result<FileHandle> file =
        files_->Open(PathOf(FileName(name)), OpenMode::kWrite);
    if (!file) return std::unexpected(file.error());
    state_.segments.push_back(name);
    state_.handles.push_back(*file);
    const Result<void> locked = files_->Lock(*file);
    if (!locked) return std::unexpected(locked.error());
  }
  Result<LogReading> reading = ReadLog(*files_, state_.directory, oldest);
  if (reading && reading->directory.segments != directory->segments) {
    return Fail(ErrorCode::kIo,
                fmt::format("{} is being changed", state_.directory));
  }
  return reading;
}

Result<void> Log::KeepTorn(const LogReading& reading) {
  if (!reading.torn || reading.torn->bytes == 0) return {};
  return durable::ReplaceFile(
      *files_, PathOf(FileName(state_.segments.back()) + ".broken"),
      std::string_view(reading.last)
          .substr(reading.end, reading.torn->bytes));
}

// What was read may be in memory only, after the process was killed, and in
// pages that are taken for written, after a sync has failed. Writing it again
// makes them dirty, and then a sync covers them. The same holds for the zeros
// behind the end.
Result<void> Log::MakeDurable(const LogReading& reading) {
  const uint64_t synced_to =
      reading.synced_to == 1 ? 0 : std::min(reading.synced_to, reading.end);
  const std::string_view unsynced =
      std::string_view(reading.last)
          .substr(synced_to, reading.end - synced_to);
  const std::string parent = durable::ParentOf(state_.directory);
  return durable::InOrder(
      [&] { return files_->Truncate(last(), reading.end); },
      [&] { return files_->Write(last(), synced_to, unsynced); },
      [&] { return MakeRoom(last()); },
      [&] { return files_->SyncData(last()); },
      [&] { return files_->SyncDirectory(state_.directory); },
      [&] { return files_->SyncDirectory(parent); });
}

// Removes what a crash has left of a file that was to be replaced or made. Before
// any is made again: it may get the same name.
Result<void> Log::RemoveLeftOvers(const Directory& directory) {
  for (const std::string& name : directory.left_overs) {
    const Result<void> removed = files_->Remove(PathOf(name));
    if (!removed) return removed;
  }
  return {};
}

// Removes what a crash has left of a compaction, and lets `tail` name the last
// segment.
Result<void> Log::Tidy(const LogReading& reading) {
  const Directory& directory = reading.directory;
  for (size_t i = 0; i < reading.range.begin; ++i) {
    const Result<void> removed =
        files_->Remove(PathOf(FileName(directory.segments[i])));
    if (!removed) return removed;
  }
  const SegmentName& last = state_.segments.back();
  if (directory.tail == last) return {};
  return WriteTail(*files_, state_.directory, last);
}

Result<void> Log::Recover(const LogReading& reading) {
  const Result<void> recovered =
      durable::InOrder([&] { return RemoveLeftOvers(reading.directory); },
                       [&] { return KeepTorn(reading); },
                       [&] { return MakeDurable(reading); },
                       [&] { return Tidy(reading); });
  if (!recovered) return recovered;
  const Contents& contents = reading.contents;
  if (state_.options.marks) {
    state_.number = reading.number.value_or(state_.options.number);
  }
  state_.metadata = contents.metadata();
  state_.hard_state = contents.state();
  state_.last_entry = contents.last_index();
  for (const SnapshotRecord& snapshot : contents.snapshots()) {
    state_.last_snapshot = std::max(state_.last_snapshot, snapshot.index);
  }
  state_.writer =
      SegmentWriter(reading.numbered ? state_.number : std::nullopt,
                    state_.segments.back().sequence, reading.crc, reading.end);
  state_.writer.Synced(reading.end);
  // Records in a segment without a number, etcd's, cannot have marks.
  return state_.options.marks && !reading.numbered ? Cut() : Result<void>{};
}

Result<OpenedLog> Log::Open(FileSystem& files, std::string_view directory,
                            const LogOptions& options, Index oldest,
                            const AcceptContents& accept) {
  Log log(files);
  log.state_.directory = directory;
  log.state_.options = options;
  Result<LogReading> reading = log.LockAndRead(oldest);
  Result<void> recovered;
  if (!reading) recovered = std::unexpected(reading.error());
  if (recovered && accept) recovered = accept(reading->contents);
  if (recovered) recovered = log.Recover(*reading);
  if (!recovered) {
    log.Abandon();
    return std::unexpected(recovered.error());
  }
  std::vector<std::string> warnings;
  if (reading->torn && reading->torn->bytes != 0) {
    warnings.push_back(fmt::format(
        "cut {} bytes at {}:{} ({}); if this disk lies, an acknowledged entry "
        "may be among them",
        reading->torn->bytes, FileName(reading->directory.segments.back()),
        reading->end, reading->torn->why));
  }
  for (const std::string& name : reading->directory.others) {
    warnings.push_back(fmt::format("{} is not the log's: left alone", name));
  }
  return OpenedLog{std::move(log), std::move(reading->contents),
                   std::move(warnings)};
}

}  // namespace raft::wal
