#include "raft/storage/conformance.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "raft/wire/encoded_size.h"

namespace raft {
namespace {

ConfState MembersOf(uint64_t number) {
  ConfState members;
  for (NodeId id = 1; id <= 1 + number % 3; ++id) members.voters.push_back(id);
  members.auto_leave = number % 2 == 1;
  if (members.auto_leave) members.voters_outgoing.push_back(7);
  return members;
}

Entry EntryOf(Index index, Term term, uint64_t number) {
  constexpr auto kTypes = std::to_array<EntryType>(
      {EntryType::kNormal, EntryType::kConfChange, EntryType::kConfChangeV2});
  // Also none, zeros, and more than a page of a disk.
  constexpr auto kSizes = std::to_array<size_t>({0, 1, 40, 600, 5000});
  Entry entry;
  entry.index = index;
  entry.term = term;
  entry.type = kTypes[number % kTypes.size()];
  const char fill = static_cast<char>(number % 3 == 0 ? 0 : number);
  entry.data = Payload(std::string(kSizes[number % kSizes.size()], fill));
  return entry;
}

SnapshotPtr SnapshotAt(Index index, Term term, uint64_t number) {
  Snapshot snapshot;
  snapshot.index = index;
  snapshot.term = term;
  snapshot.conf_state = MembersOf(number);
  snapshot.data = EntryOf(index, term, number).data;
  return std::make_shared<const Snapshot>(std::move(snapshot));
}

// What a storage must hold, as plainly as can be.
class Model {
 public:
  void Write(const SnapshotPtr& snapshot, std::span<const Entry> entries,
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
  void Compact(Index index, const ConfState& conf_state, const Payload& data) {
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

  Index first() const { return start_.index + 1; }
  Index last() const { return start_.index + log_.size(); }
  Term TermAt(Index index) const {
    return index == start_.index ? start_.term
                                 : log_[index - start_.index - 1].term;
  }
  const HardState& hard_state() const { return hard_state_; }
  Index snapshot_index() const {
    return snapshot_ == nullptr ? 0 : snapshot_->index;
  }

  // What a storage says otherwise.
  std::string Complaint(const Storage& storage) const {
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
    return ComplaintOfLog(storage);
  }

 private:
  std::string ComplaintOfState(const Storage& storage) const {
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

  std::string ComplaintOfLog(const Storage& storage) const {
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
    if (beyond || beyond.error().code != ErrorCode::kUnavailable) {
      return "a term beyond the end of the log is not kUnavailable";
    }
    if (log_.empty()) return {};
    EntryList entries;
    const auto read =
        storage.Entries(first(), last() + 1, kUnlimited, entries);
    if (!read) return fmt::format("Entries: {}", read.error().Text());
    if (!std::equal(entries.begin(), entries.end(), log_.begin(), log_.end())) {
      return fmt::format("Entries({}, {}) are others", first(), last() + 1);
    }
    return {};
  }

  EntryId start_;  // Before the first entry.
  std::vector<Entry> log_;
  SnapshotPtr snapshot_;
  HardState hard_state_;
};

// A storage and its model, side by side. After the first complaint nothing is
// asked of it any more.
class Pair {
 public:
  explicit Pair(const MakeStorageSubject& make) : subject_(make()) { Check(); }

  void Write(const SnapshotPtr& snapshot, const std::vector<Entry>& entries,
             const HardState* hard_state = nullptr) {
    if (!complaint_.empty()) return;
    Done("Write", subject_->Write(snapshot, entries, hard_state));
    model_.Write(snapshot, entries, hard_state);
    Check();
  }
  // Appends entries with these terms from `index` on.
  void Append(Index index, const std::vector<Term>& terms) {
    std::vector<Entry> entries;
    for (const Term term : terms) {
      entries.push_back(EntryOf(index + entries.size(), term, ++number_));
    }
    Write(nullptr, entries);
  }
  void Save(const HardState& hard_state) { Write(nullptr, {}, &hard_state); }
  void Install(Index index, Term term) {
    Write(SnapshotAt(index, term, ++number_), {});
  }
  void Compact(Index index) {
    if (!complaint_.empty()) return;
    const ConfState members = MembersOf(++number_);
    const Payload data = EntryOf(index, 1, number_).data;
    Done("Compact", subject_->Compact(index, members, data));
    model_.Compact(index, members, data);
    Check();
  }
  void Reopen() {
    if (!complaint_.empty()) return;
    Done("Reopen", subject_->Reopen());
    Check();
  }
  void Complain(std::string why) {
    if (complaint_.empty()) complaint_ = std::move(why);
  }

  const Storage& storage() const { return subject_->storage(); }
  const Model& model() const { return model_; }
  const std::string& complaint() const { return complaint_; }

 private:
  void Done(std::string_view what, const Result<void>& result) {
    if (!result) Complain(fmt::format("{}: {}", what, result.error().Text()));
  }
  void Check() {
    if (complaint_.empty()) Complain(model_.Complaint(storage()));
  }

  std::unique_ptr<StorageSubject> subject_;
  Model model_;
  uint64_t number_ = 0;
  std::string complaint_;
};

std::string LoadsNothingAtFirst(const MakeStorageSubject& make) {
  Pair pair(make);
  pair.Reopen();
  return pair.complaint();
}

std::string ReadsBackWhatWasAppended(const MakeStorageSubject& make) {
  Pair pair(make);
  pair.Append(1, {1, 1, 2, 5, 5, 5, 9, 9});
  pair.Append(9, {9});
  pair.Reopen();
  pair.Append(10, {10, 11});
  return pair.complaint();
}

std::string KeepsTheHardStateAsOneWhole(const MakeStorageSubject& make) {
  Pair pair(make);
  pair.Append(1, {1, 1});
  pair.Save({.term = 3, .vote = 2, .commit = 1});
  pair.Reopen();
  pair.Save({.term = 3, .vote = 2, .commit = 2});
  pair.Save({.term = 4, .vote = kNone, .commit = 2});
  pair.Reopen();
  return pair.complaint();
}

std::string CutsWhatConflicts(const MakeStorageSubject& make) {
  Pair pair(make);
  pair.Append(1, {1, 1, 1, 1, 1});
  pair.Append(5, {2});        // The last one.
  pair.Append(3, {3, 3});     // From the middle, and fewer.
  pair.Reopen();
  pair.Append(1, {4});        // All of it.
  pair.Reopen();
  pair.Append(2, {4, 4, 5});  // What was cut does not come back.
  return pair.complaint();
}

std::string GivesAsMuchAsIsAskedFor(const MakeStorageSubject& make) {
  Pair pair(make);
  pair.Append(1, {1, 1, 1, 1, 1, 1});
  EntryList all;
  (void)pair.storage().Entries(1, 7, kUnlimited, all);
  if (!pair.complaint().empty()) return pair.complaint();
  uint64_t bytes = 0;
  for (size_t count = 1; count <= all.size(); ++count) {
    bytes += wire::EncodedSize(all[count - 1]);
    for (const uint64_t limit : {bytes, bytes - 1}) {
      const size_t wanted = std::max<size_t>(limit == bytes ? count : count - 1,
                                             1);
      EntryList some = {all[0]};  // What is there already stays.
      const auto read = pair.storage().Entries(1, 7, limit, some);
      if (!read) return fmt::format("Entries: {}", read.error().Text());
      if (some.size() != wanted + 1 ||
          !std::equal(some.begin() + 1, some.end(), all.begin())) {
        return fmt::format("of at most {} bytes it gives {} entries, not {}",
                           limit, some.size() - 1, wanted);
      }
    }
  }
  EntryList middle;
  (void)pair.storage().Entries(3, 5, kUnlimited, middle);
  return std::equal(middle.begin(), middle.end(), all.begin() + 2,
                    all.begin() + 4)
             ? ""
             : "Entries(3, 5) are others";
}

std::string WhatItGaveOutlivesIt(const MakeStorageSubject& make) {
  Pair pair(make);
  pair.Append(1, {1, 1, 1});
  EntryList given;
  (void)pair.storage().Entries(1, 4, kUnlimited, given);
  const EntryList before = given;
  pair.Append(1, {2, 2, 2, 2});
  if (given != before) pair.Complain("entries that were handed out changed");
  return pair.complaint();
}

std::string StartsOverFromASnapshot(const MakeStorageSubject& make) {
  Pair pair(make);
  pair.Append(1, {1, 1, 1});
  pair.Install(10, 4);  // Beyond the log.
  pair.Reopen();
  pair.Append(11, {4, 5});
  pair.Reopen();
  pair.Install(11, 7);  // Within it, and in conflict: the rest goes.
  pair.Reopen();
  pair.Append(12, {7});
  const HardState hard_state{.term = 9, .vote = 3, .commit = 20};
  pair.Write(SnapshotAt(20, 8, 3), {EntryOf(21, 8, 1), EntryOf(22, 9, 2)},
             &hard_state);
  pair.Reopen();
  return pair.complaint();
}

std::string CompactsNoMoreThanItMay(const MakeStorageSubject& make) {
  Pair pair(make);
  pair.Append(1, {1, 1, 2, 2, 3});
  pair.Save({.term = 3, .vote = 1, .commit = 5});
  pair.Compact(2);
  pair.Reopen();
  pair.Append(6, {3, 4});
  pair.Save({.term = 4, .vote = 1, .commit = 7});
  pair.Compact(7);  // All of it.
  pair.Reopen();
  pair.Append(8, {4});
  if (!pair.complaint().empty()) return pair.complaint();
  const Index first = pair.storage().FirstIndex();
  if (first == 1) return {};  // It has kept everything.
  EntryList entries;
  const auto gone =
      pair.storage().Entries(first - 1, first + 1, kUnlimited, entries);
  if (gone || gone.error().code != ErrorCode::kCompacted) {
    return "an entry that was forgotten is not kCompacted";
  }
  if (first < 2) return {};
  const Result<Term> term = pair.storage().TermAt(first - 2);
  return !term && term.error().code == ErrorCode::kCompacted
             ? ""
             : "a term that was forgotten is not kCompacted";
}

// What a node might do, in any order.
class Life {
 public:
  Life(const MakeStorageSubject& make, uint64_t seed)
      : pair_(make), seed_(seed) {}

  std::string Run() {
    for (int step = 0; step < 60 && pair_.complaint().empty(); ++step) Step();
    return pair_.complaint();
  }

 private:
  uint64_t Below(uint64_t bound) {
    seed_ += 0x9e3779b97f4a7c15;
    uint64_t drawn = seed_;
    drawn = (drawn ^ drawn >> 30) * 0xbf58476d1ce4e5b9;
    drawn = (drawn ^ drawn >> 27) * 0x94d049bb133111eb;
    return (drawn ^ drawn >> 31) % bound;
  }

  void Step() {
    const Model& model = pair_.model();
    const Index commit =
        std::max(model.hard_state().commit, model.snapshot_index());
    switch (Below(8)) {
      case 0:
        pair_.Reopen();
        return;
      case 1:
        if (Below(3) == 0) Install(commit);
        return;
      case 2:
        if (commit > model.snapshot_index()) {
          const uint64_t applied = commit - model.snapshot_index();
          pair_.Compact(commit - Below(applied));
        }
        return;
      case 3:
        Save(commit);
        return;
      default:
        Append(commit);
    }
  }

  void Install(Index commit) {
    const Index index = commit + 1 + Below(5);
    term_ += Below(2);
    pair_.Install(index, term_);
    Save(index);
  }
  void Save(Index commit) {
    const uint64_t more = pair_.model().last() - commit;
    pair_.Save({.term = term_,
                .vote = Below(4),
                .commit = commit + (more == 0 ? 0 : Below(more + 1))});
  }
  void Append(Index commit) {
    const uint64_t kept = pair_.model().last() - commit;
    const Index from = commit + 1 + (Below(3) == 0 ? Below(kept + 1) : kept);
    term_ += Below(3) == 0 ? 1 : 0;
    pair_.Append(from, std::vector<Term>(1 + Below(4), term_));
  }

  Pair pair_;
  uint64_t seed_;
  Term term_ = 1;
};

std::string LivesAsAPlainListWould(const MakeStorageSubject& make) {
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    const std::string wrong = Life(make, seed).Run();
    if (!wrong.empty()) return fmt::format("life {}: {}", seed, wrong);
  }
  return {};
}

constexpr auto kChecks = std::to_array<StorageCheck>({
    {"A new storage loads nothing, and has nothing.", LoadsNothingAtFirst},
    {"What was appended is read back, also after a restart.",
     ReadsBackWhatWasAppended},
    {"Term, vote and commit index are read back as they were saved last.",
     KeepsTheHardStateAsOneWhole},
    {"An append cuts what stands at its place and behind it, for good.",
     CutsWhatConflicts},
    {"Entries come within the limit of encoded bytes, and at least one.",
     GivesAsMuchAsIsAskedFor},
    {"Entries that were handed out stay as they are.", WhatItGaveOutlivesIt},
    {"A snapshot from a leader replaces the log, whatever was in it.",
     StartsOverFromASnapshot},
    {"A compaction keeps all that is behind its snapshot, and the term before "
     "the first entry.",
     CompactsNoMoreThanItMay},
    {"Whatever a node does, it reads what a plain list would hold.",
     LivesAsAPlainListWould},
});

}  // namespace

std::span<const StorageCheck> StorageChecks() { return kChecks; }

}  // namespace raft
