#include "raft/durable/wal/contents.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <variant>

namespace raft::wal {

std::string Contents::Add(const SegmentRecord& record) {
  if (record.record.type == RecordType::kMetadata) {
    return AddMetadata(record.record);
  }
  if (const auto* const entry = std::get_if<Entry>(&record.content)) {
    return AddEntry(*entry);
  }
  if (const auto* const state = std::get_if<HardState>(&record.content)) {
    state_ = *state;
  }
  if (const auto* const snapshot =
          std::get_if<SnapshotRecord>(&record.content)) {
    AddSnapshot(*snapshot);
  }
  return "";
}

std::string Contents::AddMetadata(const Record& record) {
  std::optional<std::string> metadata;
  if (record.data) metadata = std::string(*record.data);
  if (has_metadata_ && metadata != metadata_) {
    return "metadata that is not that of the files before";
  }
  has_metadata_ = true;
  metadata_ = std::move(metadata);
  return "";
}

std::string Contents::AddEntry(const Entry& entry) {
  if (entry.index == 0) return "an entry of index 0";
  if (entry.index > last_index() + 1) {
    return fmt::format("entry {} behind entry {}: those between are missing",
                       entry.index, last_index());
  }
  if (entry.index <= base_.index) {
    base_ = {.term = 0, .index = entry.index - 1};
    entries_.clear();
  }
  entries_.resize(entry.index - base_.index - 1);
  entries_.push_back(entry);
  return "";
}

void Contents::AddSnapshot(const SnapshotRecord& snapshot) {
  snapshots_.push_back(snapshot);
  // Snapshots of this node itself are recorded late.
  if (snapshot.index < base_.index) return;
  Term there = base_.term;
  if (snapshot.index == base_.index) {
    if (there == 0) base_.term = there = snapshot.term;
  } else if (snapshot.index <= last_index()) {
    there = entries_[snapshot.index - base_.index - 1].term;
  } else {
    there = 0;
  }
  if (there == snapshot.term && snapshot.index <= last_index()) return;
  base_ = {.term = snapshot.term, .index = snapshot.index};
  entries_.clear();
}

std::string Contents::Judge() const {
  Term term = base_.term;
  for (const Entry& entry : entries_) {
    if (entry.term < term) {
      return fmt::format("entry {} of term {} behind one of term {}",
                         entry.index, entry.term, term);
    }
    term = entry.term;
  }
  if (state_.commit > last_index()) {
    return fmt::format("commit {} where the log ends at {}", state_.commit,
                       last_index());
  }
  return "";
}

bool Contents::Recorded(EntryId end) const {
  return std::ranges::any_of(snapshots_, [&](const SnapshotRecord& snapshot) {
    return snapshot.index == end.index && snapshot.term == end.term;
  });
}

}  // namespace raft::wal
