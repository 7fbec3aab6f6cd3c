// What the records of a log amount to: entries, the last hard state, and the
// snapshots that were recorded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "raft/durable/wal/record_data.h"
#include "raft/durable/wal/segment_reader.h"
#include "raft/types.h"

namespace raft::wal {

// Handed the records of a log in their order. An entry cuts what stands at and
// after its index. A snapshot that the log does not lead to drops the log,
// which then begins behind it.
class Contents {
 public:
  // The log begins at `first`, at least 1: the index in the name of the first
  // file that is read.
  explicit Contents(Index first) : base_{.term = 0, .index = first - 1} {}

  // Adds a record. Returns why it cannot follow those before it, a phrase;
  // empty if it can.
  std::string Add(const SegmentRecord& record);
  // The same when all were added: what must be true of the whole.
  std::string Judge() const;

  // The bytes that say whose log this is; nothing if none are there.
  const std::optional<std::string>& metadata() const { return metadata_; }
  const HardState& state() const { return state_; }
  // What the entries follow on. Its term is 0 if no record says it.
  EntryId base() const { return base_; }
  const std::vector<Entry>& entries() const { return entries_; }
  Index last_index() const { return base_.index + entries_.size(); }
  // In the order in which they were recorded.
  const std::vector<SnapshotRecord>& snapshots() const { return snapshots_; }
  // True if a snapshot that ends there was recorded.
  bool Recorded(EntryId end) const;

 private:
  std::string AddMetadata(const Record& record);
  std::string AddEntry(const Entry& entry);
  void AddSnapshot(const SnapshotRecord& snapshot);

  bool has_metadata_ = false;
  std::optional<std::string> metadata_;
  HardState state_;
  EntryId base_;
  std::vector<Entry> entries_;
  std::vector<SnapshotRecord> snapshots_;
};

}  // namespace raft::wal
