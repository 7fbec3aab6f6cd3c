// What the data of records say: entries, hard states and snapshots, in the
// bytes in which etcd stores them, which write zeros that messages leave out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "raft/types.h"

namespace raft::wal {

// That a snapshot was taken or has arrived: where it ends. The snapshot itself
// is a file of its own.
struct SnapshotRecord {
  Index index = 0;
  Term term = 0;
  // The membership there, as etcd 3.5 and later write it; absent in logs of
  // 3.4, whose readers pass over it.
  std::optional<ConfState> conf_state = {};
  friend bool operator==(const SnapshotRecord&,
                         const SnapshotRecord&) = default;
};

// An entry takes at most kEntryFieldsMax bytes besides its data.
inline constexpr uint64_t kEntryFieldsMax = 34;
void AppendEntry(const Entry& entry, std::string& out);
void AppendState(const HardState& state, std::string& out);
void AppendConfState(const ConfState& state, std::string& out);
void AppendSnapshotRecord(const SnapshotRecord& snapshot, std::string& out);

// What `bytes` say; nothing unless they are what the functions above append for
// it. (An entry may also have data of no bytes, which Go tells from none.)
std::optional<Entry> ParseEntry(std::string_view bytes);
std::optional<HardState> ParseState(std::string_view bytes);
std::optional<SnapshotRecord> ParseSnapshotRecord(std::string_view bytes);

}  // namespace raft::wal
