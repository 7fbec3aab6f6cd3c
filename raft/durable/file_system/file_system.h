// FileSystem: all that durable storage asks of an operating system. Nothing
// else in the library touches files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "raft/base/error.h"

namespace raft::durable {

// A file that is open, by a number of the file system that opened it. A number
// and not an object, so that who holds one can be copied onto a copy of that
// file system.
using FileHandle = int;

enum class OpenMode : uint8_t {
  kRead,    // There is such a file; it is only read.
  kWrite,   // There is such a file; it is read and written.
  kCreate,  // There is nothing of that name yet; as kWrite.
};

enum class PathKind : uint8_t { kNothing, kFile, kDirectory, kOther };

// Files, their directories, and when they are durable. What is written, and
// what becomes of names, is seen at once and durable after a sync only: of a
// file's bytes and length SyncData, of a directory's names SyncDirectory. What
// a failed sync covered must be written again before another one can make it
// durable.
//
// Every failure is kIo, and its detail one line that names the path. A file's
// name is `directory/name`. Not safe for use by several threads at once.
class FileSystem {
 public:
  virtual ~FileSystem() = default;

  // Opens a file that is kept closed to other users (0600) if it is new.
  virtual Result<FileHandle> Open(std::string_view path, OpenMode mode) = 0;
  // Also gives up the lock. REQUIRES here and below: `file` is open.
  virtual void Close(FileHandle file) = 0;
  // In bytes.
  virtual Result<uint64_t> Size(FileHandle file) = 0;
  // Fills `room` with the bytes from `offset` on; returns how many there were:
  // fewer only at the end of the file.
  virtual Result<size_t> Read(FileHandle file, uint64_t offset,
                              std::span<char> room) = 0;
  // Writes all of `bytes` at `offset`; a gap before it becomes zeros. After a
  // failure some of them may have been written.
  virtual Result<void> Write(FileHandle file, uint64_t offset,
                             std::string_view bytes) = 0;
  // Cuts the file off at `size`, or makes it that long with zeros.
  virtual Result<void> Truncate(FileHandle file, uint64_t size) = 0;
  // Makes the file at least `size` long with zeros, for which, where the system
  // can do that, there is space from now on.
  virtual Result<void> Preallocate(FileHandle file, uint64_t size) = 0;
  virtual Result<void> SyncData(FileHandle file) = 0;
  // Fails at once if the file is open and locked elsewhere, in this process or
  // another. A lock ends with its handle or its process. REQUIRES: opened to
  // be written.
  virtual Result<void> Lock(FileHandle file) = 0;

  virtual Result<PathKind> Kind(std::string_view path) = 0;
  // Gives a file or a directory another name in the directory where it is, in
  // one step; a file of that name is replaced.
  virtual Result<void> Rename(std::string_view from, std::string_view to) = 0;
  // A file, or a directory that is empty.
  virtual Result<void> Remove(std::string_view path) = 0;
  // The names in a directory, sorted.
  virtual Result<std::vector<std::string>> List(std::string_view directory) = 0;
  // For its owner alone (0700).
  virtual Result<void> MakeDirectory(std::string_view path) = 0;
  virtual Result<void> SyncDirectory(std::string_view path) = 0;
};

}  // namespace raft::durable
