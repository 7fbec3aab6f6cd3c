#include "raft/durable/file_system/paths.h"

#include <cstddef>
#include <cstdint>

#include "raft/durable/file_system/in_order.h"

namespace raft::durable {
namespace {

// Calls `use` with the open file and closes it, whatever became of that.
template <typename Use>
auto With(FileSystem& files, std::string_view path, OpenMode mode,
          const Use& use) -> decltype(use(FileHandle{})) {
  const Result<FileHandle> file = files.Open(path, mode);
  if (!file) return std::unexpected(file.error());
  auto result = use(*file);
  files.Close(*file);
  return result;
}

Result<void> RemoveIfThere(FileSystem& files, std::string_view path) {
  const Result<PathKind> kind = files.Kind(path);
  if (!kind) return std::unexpected(kind.error());
  return *kind == PathKind::kNothing ? Result<void>{} : files.Remove(path);
}

}  // namespace

std::string Join(std::string_view directory, std::string_view name) {
  std::string path(directory);
  path += '/';
  path += name;
  return path;
}

std::string ParentOf(std::string_view path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  const size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return std::string(path.substr(0, slash == 0 ? 1 : slash));
}

Result<std::string> ReadFile(FileSystem& files, std::string_view path) {
  const auto read = [&](FileHandle file) -> Result<std::string> {
    const Result<uint64_t> size = files.Size(file);
    if (!size) return std::unexpected(size.error());
    std::string bytes(*size, '\0');
    const Result<size_t> count = files.Read(file, 0, bytes);
    if (!count) return std::unexpected(count.error());
    bytes.resize(*count);
    return bytes;
  };
  return With(files, path, OpenMode::kRead, read);
}

Result<void> ReplaceFile(FileSystem& files, std::string_view path,
                         std::string_view bytes) {
  const std::string temporary = std::string(path) + ".tmp";
  const auto write = [&](FileHandle file) {
    return InOrder([&] { return files.Write(file, 0, bytes); },
                   [&] { return files.SyncData(file); });
  };
  return InOrder(
      [&] { return RemoveIfThere(files, temporary); },
      [&] { return With(files, temporary, OpenMode::kCreate, write); },
      [&] { return files.Rename(temporary, path); },
      [&] { return files.SyncDirectory(ParentOf(path)); });
}

}  // namespace raft::durable
