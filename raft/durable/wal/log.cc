#include "raft/durable/wal/log.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "raft/base/check.h"
#include "raft/durable/file_system/in_order.h"
#include "raft/durable/file_system/paths.h"
#include "raft/durable/wal/directory.h"
#include "raft/durable/wal/tail_file.h"

namespace raft::wal {
namespace {

using durable::FileHandle;

// What was appended is written in pieces of about so many bytes.
constexpr size_t kWriteBytes = size_t{1} << 20;

constexpr std::string_view kNextSegment = "0.tmp";

}  // namespace

std::string Log::PathOf(std::string_view name) const {
  return durable::Join(state_.directory, name);
}

template <typename Change>
Result<void> Log::Guarded(const Change& change) {
  if (state_.failure) return std::unexpected(*state_.failure);
  Result<void> changed = change();
  if (!changed) state_.failure = changed.error();
  return changed;
}

Result<void> Log::WriteOut(std::string& bytes) {
  if (bytes.empty()) return {};
  const uint64_t begin = state_.writer.end() - bytes.size();
  Result<void> written = files_->Write(last(), begin, bytes);
  bytes.clear();
  state_.dirty = true;
  return written;
}

Result<void> Log::Append(std::span<const Entry> entries,
                         const HardState* hard_state) {
  if (state_.failure) return std::unexpected(*state_.failure);
  for (const Entry& entry : entries) {
    if (DataFits(entry.data.size() + kEntryFieldsMax)) continue;
    return Fail(ErrorCode::kBadBytes,
                fmt::format("entry {} of {} bytes is too long for a log",
                            entry.index, entry.data.size()));
  }
  const Index end = std::max(state_.last_entry, state_.last_snapshot) + 1;
  RAFT_CHECK(entries.empty() || entries.front().index <= end,
             "entry {} where the log ends before {}",
             entries.empty() ? 0 : entries.front().index, end);
  return Guarded([&]() -> Result<void> {
    std::string bytes;
    std::string data;
    for (const Entry& entry : entries) {
      data.clear();
      AppendEntry(entry, data);
      state_.writer.Append(RecordType::kEntry, data, bytes);
      state_.last_entry = entry.index;
      if (bytes.size() < kWriteBytes) continue;
      const Result<void> written = WriteOut(bytes);
      if (!written) return written;
    }
    if (hard_state != nullptr) {
      data.clear();
      AppendState(*hard_state, data);
      state_.writer.Append(RecordType::kState, data, bytes);
      state_.hard_state = *hard_state;
    }
    const Result<void> written = WriteOut(bytes);
    if (!written) return written;
    const bool is_long = state_.writer.end() >= state_.options.segment_bytes;
    return is_long ? Cut() : Result<void>{};
  });
}

Result<void> Log::AppendSnapshot(const SnapshotRecord& snapshot) {
  return Guarded([&] {
    std::string data;
    AppendSnapshotRecord(snapshot, data);
    std::string bytes;
    state_.writer.Append(RecordType::kSnapshot, data, bytes);
    state_.last_snapshot = std::max(state_.last_snapshot, snapshot.index);
    return WriteOut(bytes);
  });
}

Result<void> Log::SyncAll() {
  if (!state_.dirty) return {};
  const uint64_t end = state_.writer.end();
  const Result<void> synced = files_->SyncData(last());
  if (!synced) return synced;
  state_.writer.Synced(end);
  state_.dirty = false;
  return {};
}

Result<void> Log::Sync() {
  return Guarded([&] { return SyncAll(); });
}

Result<void> Log::MakeRoom(FileHandle file) {
  if (!state_.options.preallocate) return {};
  return files_->Preallocate(file, state_.options.segment_bytes);
}

Result<FileHandle> Log::MakeSegment(const std::string& path,
                                    std::string_view bytes) {
  Result<FileHandle> file = files_->Open(path, durable::OpenMode::kCreate);
  if (!file) return file;
  const Result<void> made = durable::InOrder(
      [&] { return files_->Lock(*file); },
      [&] { return files_->Write(*file, 0, bytes); },
      [&] { return MakeRoom(*file); },
      [&] { return files_->SyncData(*file); });
  if (made) return file;
  files_->Close(*file);
  return std::unexpected(made.error());
}

// What is in the old segment, its length included, is durable before the new
// one has its name, and the new one's head before that, too; so a segment with
// its name has its head, and those before it end where their records do.
Result<void> Log::Cut() {
  SegmentWriter& writer = state_.writer;
  const Index index = std::max(state_.last_entry, state_.last_snapshot) + 1;
  const SegmentName name = {writer.sequence() + 1, index};
  SegmentWriter next(state_.number, name.sequence, writer.crc());
  std::string head;
  next.AppendHead(head);
  next.Append(RecordType::kMetadata, state_.metadata, head);
  std::string data;
  AppendState(state_.hard_state, data);
  next.Append(RecordType::kState, data, head);
  const Result<void> ended = durable::InOrder(
      [&] { return files_->Truncate(last(), writer.end()); },
      [&] { return files_->SyncData(last()); });
  if (!ended) return ended;
  const Result<FileHandle> file = MakeSegment(PathOf(kNextSegment), head);
  if (!file) return std::unexpected(file.error());
  state_.segments.push_back(name);
  state_.handles.push_back(*file);
  writer = next;
  writer.Synced(writer.end());
  state_.dirty = false;
  return durable::InOrder(
      [&] {
        return files_->Rename(PathOf(kNextSegment), PathOf(FileName(name)));
      },
      [&] { return files_->SyncDirectory(state_.directory); },
      [&] { return WriteTail(*files_, state_.directory, name); });
}

Result<void> Log::Compact(Index oldest) {
  return Guarded([&]() -> Result<void> {
    size_t count = FirstKept(state_.segments, oldest);
    if (count == 0) return {};
    for (; count > 0; --count) {
      files_->Close(state_.handles.front());
      state_.handles.erase(state_.handles.begin());
      const SegmentName name = state_.segments.front();
      state_.segments.erase(state_.segments.begin());
      const Result<void> removed = files_->Remove(PathOf(FileName(name)));
      if (!removed) return removed;
    }
    return files_->SyncDirectory(state_.directory);
  });
}

Result<void> Log::Close() {
  Result<void> closed = Guarded([&]() -> Result<void> {
    const Result<void> synced = SyncAll();
    if (!synced || !state_.writer.number()) return synced;
    std::string data;
    AppendState(state_.hard_state, data);
    std::string bytes;
    state_.writer.Append(RecordType::kState, data, bytes);
    return durable::InOrder([&] { return WriteOut(bytes); },
                            [&] { return SyncAll(); });
  });
  Abandon();
  return closed;
}

void Log::Abandon() {
  for (const FileHandle file : state_.handles) files_->Close(file);
  state_.handles.clear();
  if (!state_.failure) {
    state_.failure = Error{ErrorCode::kStopped, "the log is closed"};
  }
}

void Log::AddTo(Fingerprint& fingerprint) const {
  const SegmentWriter& writer = state_.writer;
  fingerprint.Add(writer.number().value_or(0));
  fingerprint.Add(writer.sequence());
  fingerprint.Add(writer.crc());
  fingerprint.Add(writer.end());
  fingerprint.Add(writer.synced_to());
  fingerprint.Add(state_.hard_state.term);
  fingerprint.AddId(state_.hard_state.vote);
  fingerprint.Add(state_.hard_state.commit);
  fingerprint.Add(state_.last_entry);
  fingerprint.Add(state_.last_snapshot);
  fingerprint.Add(state_.segments.size());
  for (const SegmentName& name : state_.segments) {
    fingerprint.Add(name.sequence);
    fingerprint.Add(name.index);
  }
  fingerprint.Add((state_.dirty ? 2 : 0) | (state_.failure ? 1 : 0));
}

}  // namespace raft::wal
