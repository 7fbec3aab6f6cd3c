// What a log must be after a crash: the definition that the real one is held
// against.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "raft/durable/wal/contents.h"
#include "raft/durable/wal/record_data.h"
#include "raft/types.h"

namespace harness {

// One thing that is written to a log; a crash keeps it as a whole or not.
using LogOperation =
    std::variant<raft::Entry, raft::HardState, raft::wal::SnapshotRecord>;

// A log as a map of its entries.
struct PlainLog {
  raft::EntryId base;  // What the entries follow on.
  std::map<raft::Index, raft::Entry> entries;
  raft::HardState state;

  void Do(const LogOperation& operation);
  raft::Index last() const {
    return entries.empty() ? base.index : entries.rbegin()->first;
  }
  friend bool operator==(const PlainLog&, const PlainLog&) = default;
};

PlainLog PlainLogOf(const raft::wal::Contents& contents);

// The abstract disk, for a log: what was synced stays, and of what was issued
// since a crash keeps a prefix.
class LogModel {
 public:
  LogModel() = default;
  // One of which all is durable.
  explicit LogModel(PlainLog durable)
      : durable_(durable), visible_(std::move(durable)) {}

  void Issue(LogOperation operation);
  // All that was issued is durable.
  void Synced();

  // With all that was issued.
  const PlainLog& visible() const { return visible_; }

  // Why a crash cannot have left this; nothing if it can. Entries up to
  // `oldest`, the oldest snapshot that is kept, may be there or not.
  std::optional<std::string> WhyNot(const raft::wal::Contents& contents,
                                    raft::Index oldest) const;

 private:
  PlainLog durable_;
  PlainLog visible_;
  std::vector<LogOperation> issued_;  // Since the last sync.
};

}  // namespace harness
