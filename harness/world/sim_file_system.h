// SimFileSystem: a file system in memory that forgets, in every way that a real
// one may, what was not synced.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/world/sim_file.h"
#include "raft/base/fingerprint.h"
#include "raft/durable/file_system/file_system.h"

namespace harness {

// The kinds of calls on a file system, as faults name them.
enum class FileCall : uint8_t {
  kOpen,
  kSize,
  kRead,
  kWrite,
  kTruncate,
  kPreallocate,
  kSyncData,
  kLock,
  kKind,
  kRename,
  kRemove,
  kList,
  kMakeDirectory,
  kSyncDirectory,
};

// Lets a call fail. A sync that fails leaves what it covered clean, on the disk
// or not.
struct FileFault {
  uint64_t nth = 1;                   // Which call from now on; 1 is the next.
  std::optional<FileCall> of = {};    // Of these only; absent: of all.
  bool lasting = false;               // All later ones (of these) fail, too.
  uint64_t short_bytes = 0;           // Of a write, so many are written first.
};

// A value: copies are independent and share files until one changes them; a
// handle of one is a handle of its copies. Paths begin at its one root,
// whether or not with a slash. What a power cut leaves is, of each file, what
// SimFile says, and of each directory the names as they were synced and any of
// the changes since (a rename is one change).
class SimFileSystem : public raft::durable::FileSystem {
 public:
  using FileHandle = raft::durable::FileHandle;
  template <typename T>
  using Result = raft::Result<T>;

  SimFileSystem();

  Result<FileHandle> Open(std::string_view path,
                          raft::durable::OpenMode mode) override;
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
  Result<raft::durable::PathKind> Kind(std::string_view path) override;
  Result<void> Rename(std::string_view from, std::string_view to) override;
  Result<void> Remove(std::string_view path) override;
  Result<std::vector<std::string>> List(std::string_view directory) override;
  Result<void> MakeDirectory(std::string_view path) override;
  Result<void> SyncDirectory(std::string_view path) override;

  // In how many ways each thing may end that is not sure: what a power cut
  // leaves is one choice below each of them. Way 0 is as it was synced.
  std::vector<uint32_t> CrashChoices() const;
  // A power cut. REQUIRES: a choice for each of CrashChoices(), below it.
  void Crash(std::span<const uint32_t> choices);
  // The process ends: handles and locks are gone, nothing else is.
  void Kill();

  void SetFault(const FileFault& fault) { fault_ = fault; }
  void ClearFault() { fault_.reset(); }
  // True until it has struck, or for as long as it lasts.
  bool has_fault() const { return fault_.has_value(); }
  // How long all files may be together, in bytes; nothing: no limit.
  void SetSpace(std::optional<uint64_t> bytes) { space_ = bytes; }
  // How long all files are together.
  uint64_t used() const;
  // How many calls there were, of all kinds.
  uint64_t calls() const { return calls_; }
  // What was synced has changed by itself. REQUIRES: a file with that byte.
  void FlipBit(std::string_view path, uint64_t offset, int bit);
  // What is seen of a file. REQUIRES: there is one.
  const std::string& Bytes(std::string_view path) const;

  void AddTo(raft::Fingerprint& fingerprint) const;
  // Of all but faults and calls.
  friend bool operator==(const SimFileSystem& a, const SimFileSystem& b);

 private:
  using Number = int;  // Of a file or directory; the root is 0.
  using Names = std::map<std::string, Number, std::less<>>;

  // In one step `erased` goes, and `set` comes to name `number`; "": neither.
  struct NameChange {
    std::string erased;
    std::string set;
    Number number = 0;
    friend bool operator==(const NameChange&, const NameChange&) = default;
    void On(Names& names) const;
  };
  struct Node {
    bool directory = false;
    SimFile file;
    Names seen;
    Names synced;
    std::vector<NameChange> changes;  // From `synced` to `seen`.
    friend bool operator==(const Node&, const Node&) = default;
  };
  struct Handle {
    Number number = 0;
    bool open = false;
    bool writes = false;
    bool locked = false;
    friend bool operator==(const Handle&, const Handle&) = default;
  };
  // A name and the directory where it is, or would be.
  struct Place {
    Number directory = 0;
    std::string name;
    std::optional<Number> number;
  };

  std::optional<Place> Find(std::string_view path) const;
  // As Find, or the failure that `verb` would have.
  Result<Place> FindFor(std::string_view verb, std::string_view path) const;
  Result<Number> FindDirectory(std::string_view verb,
                               std::string_view path) const;
  const Node& At(Number number) const { return *nodes_[Position(number)]; }
  Node& Changed(Number number);
  Number Create(bool directory);
  void Change(Number directory, NameChange change);
  void DropNamelessNodes();
  const Handle& HandleOf(FileHandle file) const;
  const SimFile& FileOf(FileHandle file) const;
  static size_t Position(int number) { return static_cast<size_t>(number); }
  // Counts the call; true if the fault lets it fail.
  bool Fails(FileCall call);
  Result<void> Resized(FileHandle file, uint64_t size, std::string_view verb);
  uint64_t SpaceLeft() const;

  std::vector<std::shared_ptr<Node>> nodes_;  // Null: the number is free.
  std::vector<Handle> handles_;
  std::optional<FileFault> fault_;
  std::optional<uint64_t> space_;
  uint64_t calls_ = 0;
};

}  // namespace harness
