#include "raft/durable/snapshots/snapshot_directory.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>

#include "raft/base/check.h"
#include "raft/durable/file_system/in_order.h"
#include "raft/durable/file_system/paths.h"
#include "raft/durable/snapshots/snapshot_file.h"

namespace raft::durable {
namespace {

constexpr std::string_view kTemporary = ".tmp";

bool IsLeftOver(std::string_view name) {
  if (!name.ends_with(kTemporary)) return false;
  name.remove_suffix(kTemporary.size());
  return ParseSnapshotFileName(name).has_value();
}

}  // namespace

Result<SnapshotNames> ListSnapshots(FileSystem& files,
                                    std::string_view directory) {
  const Result<std::vector<std::string>> names = files.List(directory);
  if (!names) return std::unexpected(names.error());
  SnapshotNames found;
  for (const std::string& name : *names) {
    if (const std::optional<EntryId> end = ParseSnapshotFileName(name)) {
      found.snapshots.push_back(*end);
    } else if (IsLeftOver(name)) {
      found.left_overs.push_back(name);
    } else {
      found.others.push_back(name);
    }
  }
  std::ranges::sort(found.snapshots, std::greater<>(), [](const EntryId& end) {
    return std::tuple(end.index, end.term);
  });
  return found;
}

Result<void> SaveSnapshot(FileSystem& files, std::string_view directory,
                          const Snapshot& snapshot) {
  RAFT_CHECK(snapshot.index != 0, "a snapshot of nothing");
  const std::string name =
      SnapshotFileName({.term = snapshot.term, .index = snapshot.index});
  return ReplaceFile(files, Join(directory, name),
                     EncodeSnapshotFile(snapshot));
}

Result<SnapshotPtr> LoadSnapshot(FileSystem& files, std::string_view directory,
                                 EntryId end) {
  const std::string path = Join(directory, SnapshotFileName(end));
  const Result<std::string> bytes = ReadFile(files, path);
  if (!bytes) return std::unexpected(bytes.error());
  Result<Snapshot> snapshot = DecodeSnapshotFile(*bytes, end);
  if (snapshot) {
    return std::make_shared<const Snapshot>(std::move(*snapshot));
  }
  return Fail(ErrorCode::kBadBytes, fmt::format("{} is damaged: {}", path,
                                                snapshot.error().Text()));
}

Result<void> RemoveSnapshot(FileSystem& files, std::string_view directory,
                            EntryId end) {
  return files.Remove(Join(directory, SnapshotFileName(end)));
}

Result<void> MakeSnapshotDirectory(FileSystem& files,
                                   std::string_view directory) {
  const Result<PathKind> kind = files.Kind(directory);
  if (!kind) return std::unexpected(kind.error());
  const bool there = *kind == PathKind::kDirectory;
  // Also if it is there: a crash may have come before the sync.
  return InOrder(
      [&] { return there ? Result<void>{} : files.MakeDirectory(directory); },
      [&] { return files.SyncDirectory(ParentOf(directory)); });
}

}  // namespace raft::durable
