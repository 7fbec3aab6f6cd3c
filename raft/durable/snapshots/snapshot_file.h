// Snapshot files: their names and bytes, which are etcd's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "raft/base/error.h"
#include "raft/types.h"

namespace raft::durable {

// `%016x-%016x.snap`: term and index of the entry that the snapshot ends with.
std::string SnapshotFileName(EntryId end);
// Nothing if it is no snapshot's name.
std::optional<EntryId> ParseSnapshotFileName(std::string_view file_name);

// The bytes of a snapshot file: a checksum, and the snapshot as etcd encodes
// it, which writes zeros that messages leave out.
std::string EncodeSnapshotFile(const Snapshot& snapshot);
// The snapshot in `bytes`. kBadBytes, with a phrase that says why, unless the
// checksum is that of the rest and the snapshot is one that ends at `end`.
Result<Snapshot> DecodeSnapshotFile(std::string_view bytes, EntryId end);

}  // namespace raft::durable
