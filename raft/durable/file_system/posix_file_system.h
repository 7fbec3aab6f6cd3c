// The file system of the machine.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "raft/durable/file_system/file_system.h"

namespace raft::durable {

// Handles are descriptors; locks are those of open file descriptions
// (F_OFD_SETLK) over the whole file, as etcd's are. Closes at its end what is
// still open.
class PosixFileSystem : public FileSystem {
 public:
  PosixFileSystem() = default;
  PosixFileSystem(const PosixFileSystem&) = delete;
  PosixFileSystem& operator=(const PosixFileSystem&) = delete;
  ~PosixFileSystem() override;

  Result<FileHandle> Open(std::string_view path, OpenMode mode) override;
  void Close(FileHandle file) override;
  Result<uint64_t> Size(FileHandle file) override;
  Result<size_t> Read(FileHandle file, uint64_t offset,
                      std::span<char> room) override;
  Result<void> Write(FileHandle file, uint64_t offset,
                     std::string_view bytes) override;
  Result<void> Truncate(FileHandle file, uint64_t size) override;
  Result<void> Preallocate(FileHandle file, uint64_t size) override;
  Result<void> SyncData(FileHandle file) override;
  Result<void> Lock(FileHandle file) override;

  Result<PathKind> Kind(std::string_view path) override;
  Result<void> Rename(std::string_view from, std::string_view to) override;
  Result<void> Remove(std::string_view path) override;
  Result<std::vector<std::string>> List(std::string_view directory) override;
  Result<void> MakeDirectory(std::string_view path) override;
  Result<void> SyncDirectory(std::string_view path) override;

 private:
  const std::string& PathOf(FileHandle file) const;

  std::map<FileHandle, std::string> open_;  // The paths, for what went wrong.
};

}  // namespace raft::durable
