#include "harness/world/sim_disk.h"

#include <algorithm>
#include <utility>

#include "raft/base/check.h"
#include "raft/core/message_hash.h"
#include "raft/driver.h"

namespace harness {
namespace {

struct Doer {
  raft::MemoryStorage& storage;

  void operator()(const raft::SnapshotPtr& snapshot) const {
    // An older snapshot than the one there brings nothing.
    (void)storage.ApplySnapshot(snapshot);
  }
  void operator()(const raft::Entry& entry) const {
    storage.Append({&entry, 1});
  }
  void operator()(const raft::HardState& hard_state) const {
    storage.SetHardState(hard_state);
  }
};

}  // namespace

void SimDisk::Issue(Operation operation) {
  std::visit(Doer{visible_}, operation);
  if (write_through_) return;
  operations_.push_back(std::move(operation));
  ++loose_;
}

void SimDisk::Write(const raft::SnapshotPtr& snapshot,
                    std::span<const raft::Entry> entries,
                    const raft::HardState* hard_state, bool waits) {
  if (!write_through_ && !durable_.has_value()) durable_ = visible_;
  if (snapshot != nullptr) Issue(snapshot);
  for (const raft::Entry& entry : entries) Issue(entry);
  if (hard_state != nullptr) Issue(*hard_state);
  if (waits && !write_through_) groups_.push_back(std::exchange(loose_, 0));
}

void SimDisk::SyncFirst(size_t count) {
  if (count == operations_.size()) {
    durable_.reset();
  } else {
    for (size_t i = 0; i < count; ++i) {
      std::visit(Doer{*durable_}, operations_[i]);
    }
  }
  operations_.erase(operations_.begin(),
                    operations_.begin() + static_cast<ptrdiff_t>(count));
}

void SimDisk::SyncOldest() {
  if (write_through_) return;
  RAFT_CHECK(!groups_.empty(), "no write waits for a sync");
  SyncFirst(groups_.front());
  groups_.erase(groups_.begin());
}

void SimDisk::Crash(size_t keep) {
  SyncFirst(std::min(keep, operations_.size()));
  if (durable_.has_value()) visible_ = std::move(*durable_);
  durable_.reset();
  operations_.clear();
  groups_.clear();
  loose_ = 0;
}

void SimDisk::Compact(raft::Index index, uint64_t keep,
                      const raft::ConfState& conf_state,
                      const raft::Payload& data) {
  const auto compact = [&](raft::MemoryStorage& storage) {
    // One that is newer, from the leader, may be there already.
    if (storage.CreateSnapshot(index, conf_state, data).has_value()) {
      (void)storage.Compact(index - std::min(index, keep));
    }
  };
  compact(visible_);
  if (durable_.has_value()) compact(*durable_);
}

void SimDisk::Repair() {
  visible_.SetHardState(
      raft::RepairedHardState(visible_.hard_state(), visible_));
}

void SimDisk::AddTo(raft::Fingerprint& fingerprint) const {
  const auto add = [&](const raft::MemoryStorage& storage) {
    const raft::HardState& hard_state = storage.hard_state();
    fingerprint.Add(hard_state.term);
    fingerprint.AddId(hard_state.vote);
    fingerprint.Add(hard_state.commit);
    raft::AddTo(fingerprint, **storage.Snapshot());
    raft::EntryList entries;
    const raft::Index first = storage.FirstIndex();
    if (first <= storage.LastIndex()) {
      (void)storage.Entries(first, storage.LastIndex() + 1, raft::kUnlimited,
                            entries);
    }
    fingerprint.Add(first);
    fingerprint.Add(entries.size());
    for (const raft::Entry& entry : entries) {
      fingerprint.Add(entry.term);
      fingerprint.Add(static_cast<uint64_t>(entry.type));
      fingerprint.Add(entry.data.Hash());
    }
  };
  add(visible_);
  fingerprint.Add(operations_.size());
  for (const size_t group : groups_) fingerprint.Add(group);
  if (durable_.has_value()) add(*durable_);
}

void SimDisk::AddOperations(raft::Fingerprint& fingerprint) const {
  fingerprint.Add(loose_);
  for (const Operation& operation : operations_) {
    fingerprint.Add(operation.index());
    if (const auto* snapshot = std::get_if<raft::SnapshotPtr>(&operation)) {
      raft::AddTo(fingerprint, **snapshot);
    } else if (const auto* entry = std::get_if<raft::Entry>(&operation)) {
      fingerprint.Add(entry->index);
      fingerprint.Add(entry->term);
      fingerprint.Add(static_cast<uint64_t>(entry->type));
      fingerprint.Add(entry->data.Hash());
    } else {
      const auto& hard_state = std::get<raft::HardState>(operation);
      fingerprint.Add(hard_state.term);
      fingerprint.AddId(hard_state.vote);
      fingerprint.Add(hard_state.commit);
    }
  }
}

}  // namespace harness
