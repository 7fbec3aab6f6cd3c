#include "raft/durable/file_system/posix_file_system.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

#include "raft/base/check.h"

namespace raft::durable {
namespace {

// "cannot VERB PATH: what errno says".
std::unexpected<Error> Failed(std::string_view verb, std::string_view path) {
  return Fail(ErrorCode::kIo, fmt::format("cannot {} {}: {}", verb, path,
                                          std::strerror(errno)));
}

// Calls again what a signal interrupted before it did anything.
template <typename Call>
auto Uninterrupted(const Call& call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

int FlagsOf(OpenMode mode) {
  switch (mode) {
    case OpenMode::kRead:
      return O_RDONLY | O_CLOEXEC;
    case OpenMode::kWrite:
      return O_RDWR | O_CLOEXEC;
    case OpenMode::kCreate:
      return O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC;
  }
  PanicWith("no such mode {}", static_cast<int>(mode));
}

}  // namespace

PosixFileSystem::~PosixFileSystem() {
  for (const auto& [file, path] : open_) ::close(file);
}

const std::string& PosixFileSystem::PathOf(FileHandle file) const {
  const auto found = open_.find(file);
  RAFT_CHECK(found != open_.end(), "file {} is not open", file);
  return found->second;
}

Result<FileHandle> PosixFileSystem::Open(std::string_view path, OpenMode mode) {
  const std::string name(path);
  const int file = Uninterrupted(
      [&] { return ::open(name.c_str(), FlagsOf(mode), S_IRUSR | S_IWUSR); });
  if (file < 0) {
    return Failed(mode == OpenMode::kCreate ? "create" : "open", path);
  }
  open_.emplace(file, name);
  return file;
}

void PosixFileSystem::Close(FileHandle file) {
  RAFT_CHECK(open_.erase(file) == 1, "file {} is not open", file);
  // What close says of bytes is not to be relied on: that is what a sync is
  // for.
  ::close(file);
}

Result<uint64_t> PosixFileSystem::Size(FileHandle file) {
  struct stat status{};
  if (::fstat(file, &status) != 0) return Failed("examine", PathOf(file));
  return static_cast<uint64_t>(status.st_size);
}

Result<size_t> PosixFileSystem::Read(FileHandle file, uint64_t offset,
                                     std::span<char> room) {
  size_t read = 0;
  while (read < room.size()) {
    const ssize_t count = Uninterrupted([&] {
      return ::pread(file, room.data() + read, room.size() - read,
                     static_cast<off_t>(offset + read));
    });
    if (count < 0) return Failed("read", PathOf(file));
    if (count == 0) break;
    read += static_cast<size_t>(count);
  }
  return read;
}

Result<void> PosixFileSystem::Write(FileHandle file, uint64_t offset,
                                    std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = Uninterrupted([&] {
      return ::pwrite(file, bytes.data(), bytes.size(),
                      static_cast<off_t>(offset));
    });
    if (count < 0) return Failed("write", PathOf(file));
    offset += static_cast<size_t>(count);
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return {};
}

Result<void> PosixFileSystem::Truncate(FileHandle file, uint64_t size) {
  const auto truncate = [&] {
    return ::ftruncate(file, static_cast<off_t>(size));
  };
  if (Uninterrupted(truncate) != 0) return Failed("truncate", PathOf(file));
  return {};
}

Result<void> PosixFileSystem::Preallocate(FileHandle file, uint64_t size) {
  const auto allocate = [&] {
    return ::fallocate(file, 0, 0, static_cast<off_t>(size));
  };
  if (size == 0 || Uninterrupted(allocate) == 0) return {};
  if (errno != EOPNOTSUPP) return Failed("make room in", PathOf(file));
  const Result<uint64_t> before = Size(file);
  if (!before) return std::unexpected(before.error());
  return *before < size ? Truncate(file, size) : Result<void>{};
}

Result<void> PosixFileSystem::SyncData(FileHandle file) {
  // Not tried again, even when a signal interrupted it: a second one may say
  // yes to what the first one has lost.
  if (::fdatasync(file) != 0) return Failed("sync", PathOf(file));
  return {};
}

Result<void> PosixFileSystem::Lock(FileHandle file) {
  struct flock whole{};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  if (::fcntl(file, F_OFD_SETLK, &whole) == 0) return {};
  if (errno == EAGAIN || errno == EACCES) {
    return Fail(ErrorCode::kIo,
                fmt::format("{} is locked: another node uses it",
                            PathOf(file)));
  }
  return Failed("lock", PathOf(file));
}

Result<PathKind> PosixFileSystem::Kind(std::string_view path) {
  struct stat status{};
  if (::stat(std::string(path).c_str(), &status) != 0) {
    if (errno == ENOENT) return PathKind::kNothing;
    return Failed("examine", path);
  }
  if (S_ISDIR(status.st_mode)) return PathKind::kDirectory;
  return S_ISREG(status.st_mode) ? PathKind::kFile : PathKind::kOther;
}

Result<void> PosixFileSystem::Rename(std::string_view from,
                                     std::string_view to) {
  if (std::rename(std::string(from).c_str(), std::string(to).c_str()) != 0) {
    return Failed("rename", fmt::format("{} to {}", from, to));
  }
  return {};
}

Result<void> PosixFileSystem::Remove(std::string_view path) {
  if (std::remove(std::string(path).c_str()) != 0) {
    return Failed("remove", path);
  }
  return {};
}

Result<std::vector<std::string>> PosixFileSystem::List(
    std::string_view directory) {
  const auto close = [](DIR* stream) { ::closedir(stream); };
  const std::unique_ptr<DIR, decltype(close)> stream(
      ::opendir(std::string(directory).c_str()));
  if (stream == nullptr) return Failed("list", directory);
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* const entry = ::readdir(stream.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
    errno = 0;
  }
  if (errno != 0) return Failed("list", directory);
  std::ranges::sort(names);
  return names;
}

Result<void> PosixFileSystem::MakeDirectory(std::string_view path) {
  if (::mkdir(std::string(path).c_str(), S_IRWXU) != 0) {
    return Failed("make the directory", path);
  }
  return {};
}

Result<void> PosixFileSystem::SyncDirectory(std::string_view path) {
  const std::string name(path);
  const int directory = Uninterrupted([&] {
    return ::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  });
  if (directory < 0) return Failed("open the directory", path);
  const bool synced = ::fsync(directory) == 0;
  const int reason = errno;
  ::close(directory);
  errno = reason;
  if (!synced) return Failed("sync the directory", path);
  return {};
}

}  // namespace raft::durable
