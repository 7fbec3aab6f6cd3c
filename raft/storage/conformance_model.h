// What a storage must hold, and a storage beside it: for conformance.cc.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "raft/storage/conformance.h"
#include "raft/types.h"

namespace raft {

// Data of all kinds: also none, zeros, and more than a page of a disk.
Entry ConformanceEntry(Index index, Term term, uint64_t number);
SnapshotPtr ConformanceSnapshot(Index index, Term term, uint64_t number);
ConfState ConformanceMembers(uint64_t number);

// What a storage must hold, as plainly as can be. A value.
class StorageModel {
 public:
  // As StorageSubject has them.
  void Write(const SnapshotPtr& snapshot, std::span<const Entry> entries,
             const HardState* hard_state);
  void Compact(Index index, const ConfState& conf_state, const Payload& data);

  Index first() const { return start_.index + 1; }
  Index last() const { return start_.index + log_.size(); }
  // Of [first() - 1, last()].
  Term TermAt(Index index) const {
    return index == start_.index ? start_.term
                                 : log_[index - start_.index - 1].term;
  }
  const HardState& hard_state() const { return hard_state_; }
  Index snapshot_index() const {
    return snapshot_ == nullptr ? 0 : snapshot_->index;
  }

  // What `storage` says otherwise, in one line; empty if nothing.
  std::string Complaint(const Storage& storage) const;

 private:
  std::string ComplaintOfState(const Storage& storage) const;
  std::string ComplaintOfTerms(const Storage& storage) const;
  std::string ComplaintOfEntries(const Storage& storage) const;

  EntryId start_;  // Before the first entry.
  std::vector<Entry> log_;
  SnapshotPtr snapshot_;  // Null: there is none.
  HardState hard_state_;
};

// A storage and its model, side by side. After the first complaint nothing is
// asked of it any more.
class StoragePair {
 public:
  explicit StoragePair(const MakeStorageSubject& make)
      : subject_(make()) {
    Check();
  }

  // Each does the same to both, and compares them.
  void Write(const SnapshotPtr& snapshot, const std::vector<Entry>& entries,
             const HardState* hard_state = nullptr);
  void Append(Index index, const std::vector<Term>& terms);
  void Save(const HardState& hard_state) { Write(nullptr, {}, &hard_state); }
  void Install(Index index, Term term) {
    Write(ConformanceSnapshot(index, term, ++number_), {});
  }
  void Compact(Index index);
  void Reopen();
  // Says something that a check has found itself.
  void Complain(std::string why) {
    if (complaint_.empty()) complaint_ = std::move(why);
  }

  const Storage& storage() const { return subject_->storage(); }
  const StorageModel& model() const { return model_; }
  const std::string& complaint() const { return complaint_; }

 private:
  void Done(std::string_view what, const Result<void>& result);
  void Check() {
    if (complaint_.empty()) Complain(model_.Complaint(storage()));
  }

  std::unique_ptr<StorageSubject> subject_;
  StorageModel model_;
  uint64_t number_ = 0;  // Of what was made so far.
  std::string complaint_;
};

}  // namespace raft
