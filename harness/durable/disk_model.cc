#include "harness/durable/disk_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "raft/base/check.h"

namespace harness {
namespace {

using raft::Entry;
using raft::EntryList;
using raft::HardState;
using raft::Index;
using raft::MemoryStorage;
using raft::SnapshotPtr;

struct Doer {
  MemoryStorage& storage;

  void operator()(const SnapshotPtr& snapshot) const {
    // An older one than the one there brings nothing.
    (void)storage.ApplySnapshot(snapshot);
  }
  void operator()(const Entry& entry) const { storage.Append({&entry, 1}); }
  void operator()(const HardState& state) const { storage.SetHardState(state); }
};

EntryList EntriesBehind(const MemoryStorage& storage, Index index) {
  EntryList entries;
  const Index first = std::max(index + 1, storage.FirstIndex());
  if (first <= storage.LastIndex()) {
    (void)storage.Entries(first, storage.LastIndex() + 1, raft::kUnlimited,
                          entries);
  }
  return entries;
}

const raft::Snapshot& SnapshotOf(const MemoryStorage& storage) {
  // A storage in memory always has one ready.
  return **storage.Snapshot();
}

// True if all is the same but for how much is kept of what `snapshot` covers.
bool Same(const MemoryStorage& real, const MemoryStorage& may_be,
          const raft::Snapshot& snapshot) {
  const Index covered = std::max(snapshot.index, may_be.FirstIndex() - 1);
  return real.hard_state() == may_be.hard_state() &&
         SnapshotOf(real) == snapshot &&
         real.LastIndex() == may_be.LastIndex() &&
         real.FirstIndex() <= covered + 1 &&
         EntriesBehind(real, covered) == EntriesBehind(may_be, covered);
}

std::string TextOf(const MemoryStorage& storage) {
  std::string terms;
  for (const Entry& entry : EntriesBehind(storage, 0)) {
    terms += fmt::format(" {}/{}", entry.index, entry.term);
  }
  const HardState& state = storage.hard_state();
  return fmt::format("term {} vote {} commit {}, snapshot {}/{}, entries{}",
                     state.term, state.vote, state.commit,
                     SnapshotOf(storage).index, SnapshotOf(storage).term,
                     terms);
}

}  // namespace

void DiskModel::Issue(Operation operation) {
  std::visit(Doer{visible_}, operation);
  issued_.push_back(std::move(operation));
}

void DiskModel::Compacting(SnapshotPtr snapshot) {
  compacting_ = std::move(snapshot);
}

void DiskModel::Synced() {
  if (compacting_ != nullptr) {
    (void)visible_.CreateSnapshot(compacting_->index, compacting_->conf_state,
                                  compacting_->data);
    (void)visible_.Compact(compacting_->index);
    compacting_ = nullptr;
  }
  durable_ = visible_;
  issued_.clear();
}

bool DiskModel::Allows(const MemoryStorage& real,
                       const MemoryStorage& may_be) const {
  if (Same(real, may_be, SnapshotOf(may_be))) return true;
  return compacting_ != nullptr && Same(real, may_be, *compacting_);
}

std::optional<std::string> DiskModel::WhyNot(const MemoryStorage& real) const {
  MemoryStorage may_be = durable_;
  if (Allows(real, may_be)) return std::nullopt;
  for (const Operation& operation : issued_) {
    // Within an installation the snapshot may be there and the log still be as
    // it was, if that leads to it.
    if (const auto* const arrived = std::get_if<SnapshotPtr>(&operation)) {
      const bool leads = (*arrived)->index <= may_be.LastIndex() &&
                         may_be.TermAt((*arrived)->index) == (*arrived)->term;
      if (leads && Same(real, may_be, **arrived)) return std::nullopt;
    }
    std::visit(Doer{may_be}, operation);
    if (Allows(real, may_be)) return std::nullopt;
  }
  return fmt::format(
      "it holds {}; what was synced is {}; with all {} operations since: {}",
      TextOf(real), TextOf(durable_), issued_.size(), TextOf(visible_));
}

MemoryStorage MemoryOf(const raft::durable::DiskStorage& storage) {
  MemoryStorage memory;
  const raft::Result<SnapshotPtr> snapshot = storage.Snapshot();
  RAFT_CHECK(snapshot, "a snapshot that was opened is in memory");
  if ((*snapshot)->index != 0) (void)memory.ApplySnapshot(*snapshot);
  EntryList entries;
  if (storage.FirstIndex() <= storage.LastIndex()) {
    (void)storage.Entries(storage.FirstIndex(), storage.LastIndex() + 1,
                          raft::kUnlimited, entries);
  }
  memory.Append(entries);
  memory.SetHardState(storage.hard_state());
  return memory;
}

}  // namespace harness
