// Any appends, snapshots, writes and compactions of a follower: its log is what
// a plain list of entries says, and what counts as stable is on its disk.
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "raft/log/raft_log.h"
#include "raft/storage/memory_storage.h"
#include "raft/types.h"

namespace raft {
namespace {

void Require(bool holds, const char* what) {
  if (holds) return;
  fmt::print(stderr, "log_fuzz: {}\n", what);
  std::abort();
}

class Source {
 public:
  Source(const uint8_t* data, size_t size) : data_(data), size_(size) {}
  bool empty() const { return at_ >= size_; }
  uint64_t Byte() { return empty() ? 0 : data_[at_++]; }
  // In [low, high].
  uint64_t Between(uint64_t low, uint64_t high) {
    return low + Byte() % (high - low + 1);
  }

 private:
  const uint8_t* data_;
  size_t size_;
  size_t at_ = 0;
};

class Follower {
 public:
  explicit Follower(Source& source)
      : source_(source), log_(storage_, nullptr, source.Between(1, 60)) {}

  void DoSomething() {
    switch (source_.Byte() % 10) {
      case 0:
        return Elect();
      case 1:
        return InstallSnapshot();
      case 2:
        return Compact();
      case 3:
        return HandOut();
      case 4:
        return Write();
      case 5:
        return Acknowledge();
      case 6:
        return Apply();
      default:
        return Append();
    }
  }

  void Check() {
    Require(log_.committed() == committed_, "another index is committed");
    Require(log_.applied() <= log_.applying(), "applied is beyond applying");
    Require(log_.applying() <= committed_, "applying is beyond committed");
    Require(log_.FirstIndex() == First(), "the log begins elsewhere");
    Require(log_.LastEntryId() == (EntryId{TermAt(last()), last()}),
            "the log ends elsewhere");
    for (Index index = First() - 1; index <= last(); ++index) {
      const auto term = log_.TermAt(index);
      Require(term && *term == TermAt(index), "an entry has another term");
    }
    Require(!log_.TermAt(last() + 1), "there is an entry too many");
    EntryList all;
    if (First() <= last()) {
      Require(log_.Slice(First(), last() + 1, kUnlimited, all).has_value(),
              "the log cannot be read");
    }
    Require(std::equal(all.begin(), all.end(),
                       entries_.begin() + static_cast<ptrdiff_t>(First() - 1),
                       entries_.end()),
            "other entries are read");
    CheckDisk();
  }

 private:
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
  Entry LeadersEntry(Index index) const {
    const Term term = leader_[index - 1];
    return {.term = term,
            .index = index,
            .data = Payload(std::string(index * term % 5, 'x'))};
  }

  // The next leader has all that was committed, and something of its own.
  void Elect() {
    ++term_;
    // It takes over from this log or from the last leader's.
    if (source_.Byte() % 2 == 0) {
      std::vector<Term> mine;
      for (const Entry& entry : entries_) mine.push_back(entry.term);
      const auto kept = static_cast<ptrdiff_t>(sent_commit_);
      if (mine.size() >= sent_commit_ &&
          std::equal(mine.begin(), mine.begin() + kept, leader_.begin())) {
        leader_ = mine;
      }
    }
    leader_.resize(source_.Between(sent_commit_, leader_.size()));
    leader_.resize(leader_.size() + source_.Between(0, 4), term_);
  }

  void Append() {
    const Index least = source_.Byte() % 4 == 0 ? 0 : First() - 1;
    if (source_.Byte() % 4 == 0) leader_.push_back(term_);
    if (least > leader_.size()) return;
    const Index after = source_.Between(least, leader_.size());
    const Index until = source_.Between(after, leader_.size());
    const Index commit =
        source_.Between(sent_commit_, std::max(until, sent_commit_));
    sent_commit_ = commit;
    std::vector<Entry> sent;
    for (Index i = after + 1; i <= until; ++i) sent.push_back(LeadersEntry(i));
    const EntryId previous{after == 0 ? 0 : leader_[after - 1], after};
    std::optional<Index> expected;
    // Raft paper, figure 2: AppendEntries.
    if (after + 1 >= First() && after <= last() &&
        TermAt(after) == previous.term) {
      for (const Entry& entry : sent) {
        if (entry.index <= last() && TermAt(entry.index) == entry.term) {
          continue;
        }
        entries_.resize(entry.index - 1);
        entries_.push_back(entry);
      }
      committed_ = std::max(committed_, std::min(commit, until));
      expected = until;
    }
    Require(log_.MaybeAppend(previous, sent, commit) == expected,
            "another answer to an append");
  }

  void InstallSnapshot() {
    if (leader_.size() <= committed_) return;
    const Index index = source_.Between(committed_ + 1, leader_.size());
    sent_commit_ = std::max(sent_commit_, index);
    committed_ = index;
    const EntryId at{leader_[index - 1], index};
    if (log_.Matches(at)) return log_.CommitTo(index);
    entries_.clear();
    for (Index i = 1; i <= index; ++i) entries_.push_back(LeadersEntry(i));
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->index = index;
    snapshot->term = at.term;
    log_.Restore(std::move(snapshot));
  }

  void HandOut() {
    Writing writing;
    writing.snapshot = log_.unstable().NextSnapshot();
    const auto next = log_.NextUnstableEntries();
    writing.entries.assign(next.begin(), next.end());
    if (!log_.unstable().empty()) writing.end = log_.LastEntryId();
    writing.term = term_;
    log_.AcceptUnstable();
    to_write_.push_back(std::move(writing));
  }

  void Write() {
    if (to_write_.empty()) return;
    Writing& writing = to_write_.front();
    if (writing.snapshot != nullptr) {
      Require(storage_.ApplySnapshot(writing.snapshot).has_value(),
              "a snapshot is handed out too late");
    }
    storage_.Append(writing.entries);
    written_.push_back(std::move(writing));
    to_write_.pop_front();
  }

  void Acknowledge() {
    if (written_.empty()) return;
    const Writing writing = std::move(written_.front());
    written_.pop_front();
    // The same entries may have been cut and have come back since.
    if (writing.end && writing.term == term_) log_.StableTo(*writing.end);
    if (writing.snapshot == nullptr) return;
    log_.StableSnapshotTo(writing.snapshot->index);
    log_.AppliedTo(writing.snapshot->index, 0);
  }

  // Hands out and applies at once.
  void Apply() {
    EntryList next;
    log_.NextCommitted(/*allow_unstable=*/false, next);
    for (const Entry& entry : next) {
      const auto place = static_cast<size_t>(&entry - next.data());
      Require(entry == entries_[log_.applying() + place],
              "another entry is applied");
      Require(storage_.TermAt(entry.index) == entry.term,
              "what is applied is not durable");
    }
    if (next.empty()) return;
    log_.AcceptApplying(next.back().index, next.size(), false);
    log_.AppliedTo(next.back().index, next.size());
  }

  void Compact() {
    const Index end = std::min(
        {log_.unstable().offset() - 1, log_.applied(), storage_.LastIndex()});
    if (end < storage_.FirstIndex()) return;
    Require(storage_.Compact(source_.Between(storage_.FirstIndex(), end))
                .has_value(),
            "the storage refuses to compact");
  }

  void CheckDisk() const {
    if (log_.HasPendingSnapshot()) return;
    const Index until = log_.unstable().offset() - 1;
    Require(storage_.LastIndex() >= until, "what is stable is not durable");
    for (Index i = storage_.FirstIndex() - 1; i <= until; ++i) {
      Require(storage_.TermAt(i) == TermAt(i),
              "something else than what is stable is durable");
    }
  }

  Source& source_;
  Term term_ = 1;
  std::vector<Term> leader_;  // The terms of the leader's log.
  Index sent_commit_ = 0;
  std::vector<Entry> entries_;  // The whole log, what was compacted included.
  Index committed_ = 0;
  std::deque<Writing> to_write_;
  std::deque<Writing> written_;  // And not yet acknowledged.
  MemoryStorage storage_;
  RaftLog log_;
};

}  // namespace
}  // namespace raft

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  raft::Source source(data, size);
  raft::Follower follower(source);
  for (int i = 0; i < 400 && !source.empty(); ++i) {
    follower.DoSomething();
    follower.Check();
  }
  return 0;
}
