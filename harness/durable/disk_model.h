// What a storage must hold after a crash: the definition that the real one is
// held against.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "raft/durable/disk_storage/disk_storage.h"
#include "raft/storage/memory_storage.h"
#include "raft/types.h"

namespace harness {

// Issues operations and syncs them as SimDisk does; but after a failure nothing
// is lost at once, and nothing more can be synced: a crash keeps any prefix of
// what was issued since the last sync that succeeded.
class DiskModel {
 public:
  using Operation =
      std::variant<raft::SnapshotPtr, raft::Entry, raft::HardState>;

  DiskModel() = default;
  // One of which all is durable.
  explicit DiskModel(const raft::MemoryStorage& durable)
      : durable_(durable), visible_(durable) {}

  void Issue(Operation operation);
  // A snapshot of the state machine is being made: it is there or not.
  void Compacting(raft::SnapshotPtr snapshot);
  // All that was issued is durable, and the snapshot is made.
  void Synced();

  // With all that was issued.
  const raft::MemoryStorage& visible() const { return visible_; }

  // Why a crash cannot have left this; nothing if it can.
  std::optional<std::string> WhyNot(const raft::MemoryStorage& real) const;

 private:
  bool Allows(const raft::MemoryStorage& real,
              const raft::MemoryStorage& may_be) const;

  raft::MemoryStorage durable_;
  raft::MemoryStorage visible_;
  std::vector<Operation> issued_;  // Since the last sync.
  raft::SnapshotPtr compacting_;   // Null: none.
};

// What `storage` shows, as a storage in memory.
raft::MemoryStorage MemoryOf(const raft::durable::DiskStorage& storage);

}  // namespace harness
