#include "raft/storage/conformance_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace raft {

ConfState ConformanceMembers(uint64_t number) {
  ConfState members;
  for (NodeId id = 1; id <= 1 + number % 3; ++id) members.voters.push_back(id);
  members.auto_leave = number % 2 == 1;
  if (members.auto_leave) members.voters_outgoing.push_back(7);
  return members;
}

Entry ConformanceEntry(Index index, Term term, uint64_t number) {
  constexpr auto kTypes = std::to_array<EntryType>(
      {EntryType::kNormal, EntryType::kConfChange, EntryType::kConfChangeV2});
  constexpr auto kSizes = std::to_array<size_t>({0, 1, 40, 600, 5000});
  Entry entry;
  entry.index = index;
  entry.term = term;
  entry.type = kTypes[number % kTypes.size()];
  const char fill = static_cast<char>(number % 3 == 0 ? 0 : number);
  entry.data = Payload(std::string(kSizes[number % kSizes.size()], fill));
  return entry;
}

SnapshotPtr ConformanceSnapshot(Index index, Term term, uint64_t number) {
  Snapshot snapshot;
  snapshot.index = index;
  snapshot.term = term;
  snapshot.conf_state = ConformanceMembers(number);
  snapshot.data = ConformanceEntry(index, term, number).data;
  return std::make_shared<const Snapshot>(std::move(snapshot));
}

void StorageModel::Write(const SnapshotPtr& snapshot,
                         std::span<const Entry> entries,
                         const HardState* hard_state) {
  if (snapshot != nullptr) {
    log_.clear();
    start_ = {snapshot->term, snapshot->index};
    snapshot_ = snapshot;
  }
  for (const Entry& entry : entries) {
    log_.resize(entry.index - start_.index - 1);
    log_.push_back(entry);
  }
  if (hard_state != nullptr) hard_state_ = *hard_state;
}

void StorageModel::Compact(Index index, const ConfState& conf_state,
                           const Payload& data) {
  Snapshot snapshot;
  snapshot.index = index;
  snapshot.term = TermAt(index);
  snapshot.conf_state = conf_state;
  snapshot.data = data;
  const auto gone = static_cast<ptrdiff_t>(index - start_.index);
  start_ = {snapshot.term, index};
  log_.erase(log_.begin(), log_.begin() + gone);
  snapshot_ = std::make_shared<const Snapshot>(std::move(snapshot));
}

std::string StorageModel::Complaint(const Storage& storage) const {
  if (std::string wrong = ComplaintOfState(storage); !wrong.empty()) {
    return wrong;
  }
  // It may keep more than it was told to.
  if (storage.FirstIndex() > first()) {
    return fmt::format("the log begins at {}, not at {} or before",
                       storage.FirstIndex(), first());
  }
  if (storage.LastIndex() != last()) {
    return fmt::format("the log ends at {}, not at {}", storage.LastIndex(),
                       last());
  }
  if (std::string wrong = ComplaintOfTerms(storage); !wrong.empty()) {
    return wrong;
  }
  return ComplaintOfEntries(storage);
}

std::string StorageModel::ComplaintOfState(const Storage& storage) const {
  const auto state = storage.Load();
  if (!state) return fmt::format("Load: {}", state.error().Text());
  if (state->hard_state != hard_state_) return "another hard state is loaded";
  const ConfState members =
      snapshot_ == nullptr ? ConfState() : snapshot_->conf_state;
  if (state->conf_state != members) return "another membership is loaded";
  if (snapshot_ == nullptr) return {};
  const auto snapshot = storage.Snapshot();
  if (!snapshot) return fmt::format("Snapshot: {}", snapshot.error().Text());
  if (*snapshot == nullptr) return "Snapshot: null";
  return **snapshot == *snapshot_
             ? ""
             : fmt::format("the snapshot is another one, of {}",
                           (*snapshot)->index);
}

std::string StorageModel::ComplaintOfTerms(const Storage& storage) const {
  for (Index index = first() - 1; index <= last(); ++index) {
    const Result<Term> term = storage.TermAt(index);
    if (!term) {
      return fmt::format("TermAt({}): {}", index, term.error().Text());
    }
    if (*term != TermAt(index)) {
      return fmt::format("TermAt({}) is {}, not {}", index, *term,
                         TermAt(index));
    }
  }
  const Result<Term> beyond = storage.TermAt(last() + 1);
  return !beyond && beyond.error().code == ErrorCode::kUnavailable
             ? ""
             : "a term beyond the end of the log is not kUnavailable";
}

std::string StorageModel::ComplaintOfEntries(const Storage& storage) const {
  if (log_.empty()) return {};
  EntryList entries;
  const auto read = storage.Entries(first(), last() + 1, kUnlimited, entries);
  if (!read) return fmt::format("Entries: {}", read.error().Text());
  return std::equal(entries.begin(), entries.end(), log_.begin(), log_.end())
             ? ""
             : fmt::format("Entries({}, {}) are others", first(), last() + 1);
}

void StoragePair::Write(const SnapshotPtr& snapshot,
                        const std::vector<Entry>& entries,
                        const HardState* hard_state) {
  if (!complaint_.empty()) return;
  Done("Write", subject_->Write(snapshot, entries, hard_state));
  model_.Write(snapshot, entries, hard_state);
  Check();
}

void StoragePair::Append(Index index, const std::vector<Term>& terms) {
  std::vector<Entry> entries;
  for (const Term term : terms) {
    entries.push_back(
        ConformanceEntry(index + entries.size(), term, ++number_));
  }
  Write(nullptr, entries);
}

void StoragePair::Compact(Index index) {
  if (!complaint_.empty()) return;
  const ConfState members = ConformanceMembers(++number_);
  const Payload data = ConformanceEntry(index, 1, number_).data;
  Done("Compact", subject_->Compact(index, members, data));
  model_.Compact(index, members, data);
  Check();
}

void StoragePair::Reopen() {
  if (!complaint_.empty()) return;
  Done("Reopen", subject_->Reopen());
  Check();
}

void StoragePair::Done(std::string_view what, const Result<void>& result) {
  if (!result) Complain(fmt::format("{}: {}", what, result.error().Text()));
}

}  // namespace raft
