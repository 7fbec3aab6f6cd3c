// A follower's log, its disk and its state machine under random schedules,
// against a list of all entries.
#include <gtest/gtest.h>
// RapidCheck's GoogleTest glue needs the line above it.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "raft/base/fingerprint.h"
#include "raft/log/raft_log.h"
#include "raft/storage/memory_storage.h"
#include "raft/storage/test_data.h"
#include "raft/wire/encoded_size.h"

namespace raft {
namespace {

// A number in [low, high], each as likely from the first case on.
uint64_t Between(uint64_t low, uint64_t high) {
  return *rc::gen::resize(rc::kNominalSize,
                          rc::gen::inRange<uint64_t>(low, high + 1));
}

// The logs of the leaders: in each term one of an older leader, cut where it
// may be and extended in the new term. So two logs that agree on an entry
// agree on all before it, and none loses what was committed.
class Leaders {
 public:
  void ElectOne() {
    std::vector<std::vector<Term>> eligible;
    for (const auto& log : logs_) {
      const size_t kept = std::min<size_t>(log.size(), committed);
      if (kept == committed &&
          std::equal(log.begin(), log.begin() + kept, current().begin())) {
        eligible.push_back(log);
      }
    }
    auto log = eligible[Between(0, eligible.size() - 1)];
    log.resize(Between(committed, log.size()));
    logs_.push_back(std::move(log));
    ++term;
    Extend();
  }
  void Extend() { logs_.back().resize(last() + Between(0, 3), term); }

  const std::vector<Term>& current() const { return logs_.back(); }
  Index last() const { return current().size(); }
  EntryId At(Index index) const {
    return {index == 0 ? 0 : current()[index - 1], index};
  }
  // The entries of [low, high).
  std::vector<Entry> Entries(Index low, Index high) const {
    auto entries = EntriesOf(
        low, {current().begin() + (low - 1), current().begin() + (high - 1)});
    for (Entry& entry : entries) {
      entry.data = Payload(std::string(entry.index * entry.term % 5, 'x'));
    }
    return entries;
  }

  Term term = 1;
  Index committed = 0;  // The largest commit index that was ever sent.

 private:
  std::vector<std::vector<Term>> logs_ = {{}};
};

class Follower {
 public:
  Follower()
      : limit_(Between(1, 60)),
        allow_unstable_(*rc::gen::arbitrary<bool>()),
        log_(storage_, nullptr, limit_) {}

  // Snapshots, elections and compactions are seldom: each ends a story.
  void DoSomething() {
    const uint64_t drawn = Between(0, 79);
    if (drawn < 1) return InstallSnapshot();
    if (drawn < 5) return leaders_.ElectOne();
    if (drawn < 7) return Compact();
    if (drawn < 16) return leaders_.Extend();
    if (drawn < 26) return HandOutWrites();
    if (drawn < 36) return Write();
    if (drawn < 46) return AcknowledgeWrite();
    if (drawn < 54) return HandOutForApplication();
    if (drawn < 59) return AcknowledgeApplication();
    Append();
  }

  void Check() const {
    CheckTerms();
    CheckDurability();
    RC_ASSERT(log_.committed() == committed_);
    RC_ASSERT(log_.applied() <= log_.applying());
    RC_ASSERT(log_.applying() <= log_.committed());
    uint64_t outstanding = 0;
    for (const auto& [index, bytes] : applications_) outstanding += bytes;
    RC_ASSERT(log_.applying_bytes() == outstanding);
    if (applications_.empty()) RC_ASSERT(!log_.applying_paused());
  }

  // Reads in all ways, with random arguments.
  void CheckReads() const {
    const Index first = First();
    const Index low = Between(first, last() + 1);
    const Index high = Between(low, last() + 1);
    const uint64_t max_bytes = Between(0, 40);
    EntryList sliced;
    RC_ASSERT(log_.Slice(low, high, max_bytes, sliced).has_value());
    RC_ASSERT(sliced == NaiveSlice(low, high, max_bytes));

    EntryList scanned;
    const auto collect = [&scanned](std::span<const Entry> page) {
      scanned.insert(scanned.end(), page.begin(), page.end());
      return true;
    };
    RC_ASSERT(log_.Scan(low, high, max_bytes, collect).has_value());
    RC_ASSERT(scanned == NaiveSlice(low, high, kUnlimited));

    const Index index = Between(0, last() + 2);
    const Term term = Between(0, leaders_.term);
    RC_ASSERT(log_.FindConflictByTerm(index, term) == NaiveMeet(index, term));
  }

  void CheckCopy() const {
    const MemoryStorage storage = storage_;
    const RaftLog copy(log_, storage);
    RC_ASSERT(copy == log_);
    Fingerprint one;
    Fingerprint other;
    copy.AddTo(one);
    log_.AddTo(other);
    RC_ASSERT(one.Get() == other.Get());
  }

 private:
  // What one Ready asked to be written, and how it is acknowledged: with the
  // end of the log if any of it was not stable, and the term of the node.
  struct Writing {
    SnapshotPtr snapshot;
    std::vector<Entry> entries;
    std::optional<EntryId> end;
    Term term = 0;
  };

  Index last() const { return entries_.size(); }
  Index First() const {
    return log_.HasPendingSnapshot() ? log_.unstable().snapshot()->index + 1
                                     : storage_.FirstIndex();
  }
  Term TermAt(Index index) const {
    return index == 0 ? 0 : entries_[index - 1].term;
  }

  void Append() {
    const Index least = Between(0, 3) == 0 ? 0 : First() - 1;
    if (least > leaders_.last()) return;
    const Index after = Between(least, leaders_.last());
    const Index until = Between(after, leaders_.last());
    // Most of the log stays uncommitted, so that leaders can disagree on it.
    const Index commit = Between(0, 3) > 0
                             ? leaders_.committed
                             : Between(0, (committed_ + until) / 2);
    leaders_.committed = std::max(leaders_.committed, commit);
    const auto sent = leaders_.Entries(after + 1, until + 1);

    // Raft paper, figure 2: AppendEntries.
    std::optional<Index> expected;
    if (after + 1 >= First() && after <= last() &&
        TermAt(after) == leaders_.At(after).term) {
      for (const Entry& entry : sent) {
        if (entry.index <= last() && TermAt(entry.index) == entry.term)
          continue;
        entries_.resize(entry.index - 1);
        entries_.push_back(entry);
      }
      committed_ = std::max(committed_, std::min(commit, until));
      expected = until;
    }
    RC_ASSERT(log_.MaybeAppend(leaders_.At(after), sent, commit) == expected);
  }

  void InstallSnapshot() {
    if (leaders_.last() <= committed_) return;
    const Index index =
        Between(committed_ + 1, (committed_ + 1 + leaders_.last()) / 2);
    leaders_.committed = std::max(leaders_.committed, index);
    committed_ = index;
    const EntryId at = leaders_.At(index);
    if (log_.Matches(at)) return log_.CommitTo(index);
    entries_ = leaders_.Entries(1, index + 1);
    log_.Restore(SnapshotOf(index, at.term));
  }

  void HandOutWrites() {
    Writing writing;
    writing.snapshot = log_.unstable().NextSnapshot();
    const auto next = log_.NextUnstableEntries();
    writing.entries.assign(next.begin(), next.end());
    if (!log_.unstable().empty()) writing.end = log_.LastEntryId();
    writing.term = leaders_.term;
    log_.AcceptUnstable();
    to_write_.push_back(std::move(writing));
  }

  static void WriteTo(MemoryStorage& storage, const Writing& writing) {
    if (writing.snapshot != nullptr) {
      RC_ASSERT(storage.ApplySnapshot(writing.snapshot).has_value());
    }
    storage.Append(writing.entries);
  }

  void Write() {
    if (to_write_.empty()) return;
    WriteTo(storage_, to_write_.front());
    written_.push_back(std::move(to_write_.front()));
    to_write_.pop_front();
  }

  void AcknowledgeWrite() {
    if (written_.empty()) return;
    const Writing writing = std::move(written_.front());
    written_.pop_front();
    // The same entries may have been cut and have come back since.
    if (writing.end && writing.term == leaders_.term) {
      log_.StableTo(*writing.end);
    }
    if (writing.snapshot == nullptr) return;
    log_.StableSnapshotTo(writing.snapshot->index);
    log_.AppliedTo(writing.snapshot->index, 0);
  }

  void HandOutForApplication() {
    EntryList next;
    log_.NextCommitted(allow_unstable_, next);
    RC_ASSERT(next.empty() != log_.HasNextCommitted(allow_unstable_));
    if (next.empty()) return;
    RC_ASSERT(!log_.HasPendingSnapshot());
    for (const Entry& entry : next) {
      RC_ASSERT(entry == entries_[log_.applying() + (&entry - next.data())]);
      if (!allow_unstable_) {
        RC_ASSERT(storage_.TermAt(entry.index).value() == entry.term);
      }
    }
    const uint64_t bytes = wire::EncodedSize(std::span(next));
    const uint64_t outstanding = log_.applying_bytes() + bytes;
    RC_ASSERT(next.back().index <= committed_);
    if (next.size() > 1) RC_ASSERT(outstanding <= limit_);
    log_.AcceptApplying(next.back().index, bytes, allow_unstable_);
    applications_.emplace_back(next.back().index, bytes);
  }

  void AcknowledgeApplication() {
    if (applications_.empty()) return;
    const auto [index, bytes] = applications_.front();
    applications_.pop_front();
    // A snapshot may have overtaken them.
    log_.AppliedTo(std::max(index, log_.applied()), bytes);
  }

  void Compact() {
    const Index stable = log_.unstable().offset() - 1;
    const Index end = std::min({stable, log_.applied(), storage_.LastIndex()});
    if (end < storage_.FirstIndex()) return;
    RC_ASSERT(
        storage_.Compact(Between(storage_.FirstIndex(), end)).has_value());
  }

  void CheckTerms() const {
    RC_ASSERT(log_.FirstIndex() == First());
    RC_ASSERT(log_.LastEntryId() == (EntryId{TermAt(last()), last()}));
    for (Index index = 0; index <= last() + 2; ++index) {
      const Result<Term> term = log_.TermAt(index);
      if (index + 1 < First()) {
        RC_ASSERT(term.error().code == ErrorCode::kCompacted);
      } else if (index > last()) {
        RC_ASSERT(term.error().code == ErrorCode::kUnavailable);
      } else {
        RC_ASSERT(term.value() == TermAt(index));
      }
    }
  }

  // All that counts as stable is on the disk, and all that counts as being
  // written will be.
  void CheckDurability() const {
    if (!log_.HasPendingSnapshot()) {
      CheckDisk(storage_, log_.unstable().offset() - 1);
    }
    if (log_.unstable().NextSnapshot() != nullptr) return;
    MemoryStorage later = storage_;
    for (const Writing& writing : to_write_) WriteTo(later, writing);
    CheckDisk(later, log_.unstable().offset_in_progress() - 1);
  }

  void CheckDisk(const MemoryStorage& storage, Index until) const {
    RC_ASSERT(storage.LastIndex() >= until);
    for (Index i = storage.FirstIndex() - 1; i <= until; ++i) {
      RC_ASSERT(storage.TermAt(i).value() == TermAt(i));
    }
  }

  EntryList NaiveSlice(Index low, Index high, uint64_t max_bytes) const {
    EntryList entries;
    uint64_t bytes = 0;
    for (Index index = low; index < high; ++index) {
      bytes += wire::EncodedSize(entries_[index - 1]);
      if (bytes > max_bytes && !entries.empty()) break;
      entries.push_back(entries_[index - 1]);
    }
    return entries;
  }

  EntryId NaiveMeet(Index index, Term term) const {
    while (index > 0) {
      if (index > last() || index + 1 < First()) return {0, index};
      if (TermAt(index) <= term) return {TermAt(index), index};
      --index;
    }
    return {0, 0};
  }

  Leaders leaders_;
  std::vector<Entry> entries_;  // The whole log, what was compacted included.
  Index committed_ = 0;
  std::deque<Writing> to_write_;
  std::deque<Writing> written_;  // And not yet acknowledged.
  std::deque<std::pair<Index, uint64_t>> applications_;
  uint64_t limit_;
  bool allow_unstable_;
  MemoryStorage storage_;
  RaftLog log_;
};

RC_GTEST_PROP(RaftLog, BehavesAsAListOfAllEntries, ()) {
  Follower follower;
  const uint64_t steps = Between(0, 300);
  for (uint64_t step = 0; step < steps; ++step) {
    follower.DoSomething();
    follower.Check();
    follower.CheckReads();
  }
  follower.CheckCopy();
}

}  // namespace
}  // namespace raft
