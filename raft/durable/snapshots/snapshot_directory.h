// The directory of the snapshot files of a node.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "raft/base/error.h"
#include "raft/durable/file_system/file_system.h"
#include "raft/types.h"

namespace raft::durable {

// What is in it.
struct SnapshotNames {
  std::vector<EntryId> snapshots;        // By index, the newest first.
  std::vector<std::string> left_overs;   // A crash's: never a snapshot.
  std::vector<std::string> others;       // Not snapshots': left alone.
};

// kIo if `directory` cannot be read.
Result<SnapshotNames> ListSnapshots(FileSystem& files,
                                    std::string_view directory);

// Makes the file of `snapshot`, durably and as a whole; one of the same name is
// replaced. REQUIRES: its index is not 0.
Result<void> SaveSnapshot(FileSystem& files, std::string_view directory,
                          const Snapshot& snapshot);

// Reads the snapshot that ends at `end`. kIo, or kBadBytes if it is damaged;
// both name the file.
Result<SnapshotPtr> LoadSnapshot(FileSystem& files, std::string_view directory,
                                 EntryId end);

// Removes the snapshot that ends at `end`; may come back after a crash.
Result<void> RemoveSnapshot(FileSystem& files, std::string_view directory,
                            EntryId end);

// Makes `directory` if it is not there, durably.
Result<void> MakeSnapshotDirectory(FileSystem& files,
                                   std::string_view directory);

}  // namespace raft::durable
