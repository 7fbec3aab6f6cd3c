#include "raft/storage/conformance.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "raft/storage/conformance_model.h"
#include "raft/wire/encoded_size.h"

namespace raft {
namespace {

std::string LoadsNothingAtFirst(const MakeStorageSubject& make) {
  StoragePair pair(make);
  pair.Reopen();
  return pair.complaint();
}

std::string ReadsBackWhatWasAppended(const MakeStorageSubject& make) {
  StoragePair pair(make);
  pair.Append(1, {1, 1, 2, 5, 5, 5, 9, 9});
  pair.Append(9, {9});
  pair.Reopen();
  pair.Append(10, {10, 11});
  return pair.complaint();
}

std::string KeepsTheHardStateAsOneWhole(const MakeStorageSubject& make) {
  StoragePair pair(make);
  pair.Append(1, {1, 1});
  pair.Save({.term = 3, .vote = 2, .commit = 1});
  pair.Reopen();
  pair.Save({.term = 3, .vote = 2, .commit = 2});
  pair.Save({.term = 4, .vote = kNone, .commit = 2});
  pair.Reopen();
  return pair.complaint();
}

std::string CutsWhatConflicts(const MakeStorageSubject& make) {
  StoragePair pair(make);
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
  StoragePair pair(make);
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
  StoragePair pair(make);
  pair.Append(1, {1, 1, 1});
  EntryList given;
  (void)pair.storage().Entries(1, 4, kUnlimited, given);
  const EntryList before = given;
  pair.Append(1, {2, 2, 2, 2});
  if (given != before) pair.Complain("entries that were handed out changed");
  return pair.complaint();
}

std::string StartsOverFromASnapshot(const MakeStorageSubject& make) {
  StoragePair pair(make);
  pair.Append(1, {1, 1, 1});
  pair.Install(10, 4);  // Beyond the log.
  pair.Reopen();
  pair.Append(11, {4, 5});
  pair.Reopen();
  pair.Install(11, 7);  // Within it, and in conflict: the rest goes.
  pair.Reopen();
  pair.Append(12, {7});
  const HardState hard_state{.term = 9, .vote = 3, .commit = 20};
  pair.Write(ConformanceSnapshot(20, 8, 3),
             {ConformanceEntry(21, 8, 1), ConformanceEntry(22, 9, 2)},
             &hard_state);
  pair.Reopen();
  return pair.complaint();
}

std::string CompactsNoMoreThanItMay(const MakeStorageSubject& make) {
  StoragePair pair(make);
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
    const StorageModel& model = pair_.model();
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

  StoragePair pair_;
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
