#include "raft/log/raft_log.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "raft/storage/memory_storage.h"
#include "raft/storage/test_data.h"
#include "raft/wire/encoded_size.h"

namespace raft {
namespace {

class Recorder : public Logger {
 public:
  bool Wants(LogLevel) const override { return true; }
  void Write(LogLevel, std::string_view line) override { last = line; }
  std::string last;
};

// A log over its own storage. The storage was compacted at `base`, term 1, and
// holds entries with the terms `stable`; those with the terms `tail` follow.
struct Built {
  explicit Built(Index base, const std::vector<Term>& stable = {},
                 const std::vector<Term>& tail = {},
                 uint64_t max_applying_bytes = kUnlimited)
      : storage(StorageOf(base, stable)),
        log(storage, &recorder, max_applying_bytes) {
    log.Append(EntriesOf(base + stable.size() + 1, tail));
  }
  static MemoryStorage StorageOf(Index base, const std::vector<Term>& terms) {
    MemoryStorage storage;
    if (base > 0) (void)storage.ApplySnapshot(SnapshotOf(base, 1));
    storage.Append(EntriesOf(base + 1, terms));
    return storage;
  }
  // The terms of all entries that are there.
  std::vector<Term> Terms() const {
    std::vector<Term> terms;
    for (Index i = log.FirstIndex(); i <= log.LastIndex(); ++i) {
      terms.push_back(log.TermAt(i).value());
    }
    return terms;
  }

  Recorder recorder;
  MemoryStorage storage;
  RaftLog log;
};

std::vector<Index> IndexesOf(const EntryList& entries) {
  std::vector<Index> indexes;
  for (const Entry& entry : entries) indexes.push_back(entry.index);
  return indexes;
}

TEST(RaftLog, StartsAfterTheCompactionPoint) {
  const Built built(5, {2, 3});
  EXPECT_EQ(built.log.FirstIndex(), 6u);
  EXPECT_EQ(built.log.LastEntryId(), (EntryId{3, 7}));
  EXPECT_EQ(built.log.committed(), 5u);
  EXPECT_EQ(built.log.applying(), 5u);
  EXPECT_EQ(built.log.applied(), 5u);
  EXPECT_EQ(built.log.unstable().offset(), 8u);
  EXPECT_EQ(built.log.Describe(),
            "committed=5, applied=5, applying=5, unstable.offset=8, "
            "unstable.offsetInProgress=8, len(unstable.Entries)=0");
}

TEST(RaftLog, FindsTheFirstEntryThatItDoesNotHold) {
  const struct {
    Index first;
    std::vector<Term> terms;
    Index conflict;
  } kTable[] = {
      {1, {}, 0},        {1, {1, 2, 3}, 0},    {2, {2, 3}, 0},
      {3, {3}, 0},       {1, {1, 2, 3, 4}, 4}, {2, {2, 3, 4, 4}, 4},
      {3, {3, 4, 4}, 4}, {4, {4, 4}, 4},       {1, {4, 4}, 1},
      {2, {1, 4, 4}, 2}, {3, {1, 2, 4, 4}, 3}, {6, {4}, 6},
  };
  for (const auto& row : kTable) {
    const Built built(0, {1, 2}, {3});
    EXPECT_EQ(built.log.FindConflict(EntriesOf(row.first, row.terms)),
              row.conflict);
  }
  const Built built(0, {1, 2}, {3});
  built.log.FindConflict(EntriesOf(2, {4}));
  EXPECT_EQ(built.recorder.last,
            "found conflict at index 2 [existing term: 2, conflicting term: "
            "4]");
}

TEST(RaftLog, FindsWhereALogWithATermCanMeetIt) {
  const struct {
    Index base;
    std::vector<Term> terms;
    Index index;
    Term term;
    EntryId meets;
  } kTable[] = {
      {0, {2, 2, 5, 5}, 4, 5, {5, 4}},  // It may be this one.
      {0, {2, 2, 5, 5}, 4, 4, {2, 2}},  // Skips a term that is too new.
      {0, {2, 2, 5, 5}, 3, 2, {2, 2}},
      {0, {2, 2, 5, 5}, 4, 1, {0, 0}},  // Nothing is old enough.
      {0, {2, 2, 5, 5}, 0, 5, {0, 0}},
      {0, {2, 2, 5, 5}, 9, 3, {0, 9}},  // Beyond the end.
      {4, {3, 3}, 6, 3, {3, 6}},
      {4, {3, 3}, 6, 2, {1, 4}},  // The compaction point has a term.
      {4, {3, 3}, 6, 0, {0, 3}},  // Below it, terms are unknown.
      {4, {3, 3}, 2, 9, {0, 2}},
  };
  for (const auto& row : kTable) {
    const Built built(row.base, row.terms);
    EXPECT_EQ(built.log.FindConflictByTerm(row.index, row.term), row.meets)
        << "index " << row.index << ", term " << row.term;
  }
}

TEST(RaftLog, IsBehindALogWithANewerTermOrTheSameAndAtLeastItsLength) {
  const Built built(0, {1, 2, 3});
  for (const Index index : {2, 3, 4}) {
    EXPECT_TRUE(built.log.IsUpToDate({4, index}));
    EXPECT_FALSE(built.log.IsUpToDate({2, index}));
    EXPECT_EQ(built.log.IsUpToDate({3, index}), index >= 3);
  }
}

TEST(RaftLog, AppendsAndCutsWhatConflicts) {
  const struct {
    Index first;
    std::vector<Term> terms;
    std::vector<Term> after;
    Index offset;
  } kTable[] = {
      {3, {}, {1, 2}, 3},
      {3, {2}, {1, 2, 2}, 3},
      {1, {2}, {2}, 1},
      {2, {3, 3}, {1, 3, 3}, 2},
  };
  for (const auto& row : kTable) {
    Built built(0, {1, 2});
    EXPECT_EQ(built.log.Append(EntriesOf(row.first, row.terms)),
              row.after.size());
    EXPECT_EQ(built.Terms(), row.after);
    EXPECT_EQ(built.log.unstable().offset(), row.offset);
  }
}

TEST(RaftLog, RefusesToAppendBelowWhatIsCommitted) {
  Built built(0, {1, 2});
  built.log.CommitTo(2);
  EXPECT_EQ(PanicOf([&] { built.log.Append(EntriesOf(2, {3})); }),
            "after(1) is out of range [committed(2)]");
  EXPECT_EQ(built.log.Append(EntriesOf(3, {3})), 3u);
}

TEST(RaftLog, AppendsWhatFollowsAnEntryThatItHolds) {
  const struct {
    const char* name;
    EntryId previous;
    std::vector<Term> terms;
    Index commit;
    std::optional<Index> last;  // Nothing: refused.
    Index committed;
    std::vector<Term> after;
  } kTable[] = {
      {"another term", {2, 3}, {4}, 3, std::nullopt, 1, {1, 2, 3}},
      {"beyond the end", {3, 4}, {4}, 3, std::nullopt, 1, {1, 2, 3}},
      {"nothing", {3, 3}, {}, 3, 3, 3, {1, 2, 3}},
      {"commit beyond the last", {3, 3}, {}, 4, 3, 3, {1, 2, 3}},
      {"commit before the last", {3, 3}, {}, 2, 3, 2, {1, 2, 3}},
      {"commit never moves back", {3, 3}, {}, 0, 3, 1, {1, 2, 3}},
      {"nothing, at the start", {0, 0}, {}, 3, 0, 1, {1, 2, 3}},
      {"one more", {3, 3}, {4}, 3, 4, 3, {1, 2, 3, 4}},
      {"one more, committed", {3, 3}, {4}, 9, 4, 4, {1, 2, 3, 4}},
      {"two more", {3, 3}, {4, 4}, 9, 5, 5, {1, 2, 3, 4, 4}},
      {"another end", {2, 2}, {4}, 3, 3, 3, {1, 2, 4}},
      {"another tail", {1, 1}, {4, 4}, 1, 3, 1, {1, 4, 4}},
      {"a shorter one", {1, 1}, {4}, 3, 2, 2, {1, 4}},
      {"known ones cut nothing", {0, 0}, {1, 2}, 9, 2, 2, {1, 2, 3}},
      {"known ones and more", {1, 1}, {2, 3, 3}, 2, 4, 2, {1, 2, 3, 3}},
  };
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.name);
    Built built(0, {1, 2}, {3});
    built.log.CommitTo(1);
    const auto entries = EntriesOf(row.previous.index + 1, row.terms);
    EXPECT_EQ(built.log.MaybeAppend(row.previous, entries, row.commit),
              row.last);
    EXPECT_EQ(built.log.committed(), row.committed);
    EXPECT_EQ(built.Terms(), row.after);
  }
}

TEST(RaftLog, RefusesToReplaceWhatIsCommitted) {
  Built built(0, {1, 2}, {3});
  built.log.CommitTo(1);
  EXPECT_EQ(
      PanicOf([&] { built.log.MaybeAppend({0, 0}, EntriesOf(1, {4, 4}), 2); }),
      "entry 1 conflict with committed entry [committed(1)]");
  EXPECT_EQ(
      PanicOf([&] { built.log.MaybeAppend({2, 2}, EntriesOf(9, {4}), 2); }),
      "index, 6, is out of range [1]");
}

TEST(RaftLog, WorksOnAfterACompaction) {
  std::vector<Term> terms(1000);
  for (Index i = 1; i <= 1000; ++i) terms[i - 1] = i;
  Built built(0, {terms.begin(), terms.begin() + 750},
              {terms.begin() + 750, terms.end()});
  ASSERT_TRUE(built.log.MaybeCommit({1000, 1000}));
  built.log.AppliedTo(1000, 0);
  ASSERT_TRUE(built.storage.Compact(500).has_value());
  EXPECT_EQ(built.log.FirstIndex(), 501u);
  EXPECT_EQ(built.log.LastIndex(), 1000u);
  EXPECT_EQ(CodeOf(built.log.TermAt(499)), ErrorCode::kCompacted);
  for (Index i = 500; i <= 1000; ++i) {
    ASSERT_EQ(built.log.TermAt(i), i);
    ASSERT_TRUE(built.log.Matches({i, i}));
  }
  EXPECT_EQ(built.log.NextUnstableEntries().size(), 250u);
  EXPECT_EQ(built.log.NextUnstableEntries().front().index, 751u);
  EXPECT_EQ(built.log.Append(EntriesOf(1001, {1001})), 1001u);
  EntryList last;
  ASSERT_TRUE(built.log.EntriesFrom(1001, kUnlimited, last).has_value());
  EXPECT_EQ(IndexesOf(last), std::vector<Index>{1001});
}

TEST(RaftLog, HasNothingToGiveBelowACompactionPoint) {
  Built built(0, std::vector<Term>(1000, 1));
  built.log.CommitTo(1000);
  built.log.AppliedTo(1000, 0);
  for (const Index point : {300, 500, 800, 900}) {
    ASSERT_TRUE(built.storage.Compact(point).has_value());
    EntryList entries;
    EXPECT_EQ(CodeOf(built.log.EntriesFrom(point, 0, entries)),
              ErrorCode::kCompacted);
    ASSERT_TRUE(
        built.log.EntriesFrom(point + 1, kUnlimited, entries).has_value());
    EXPECT_EQ(entries.size(), 1000 - point);
  }
  EXPECT_EQ(PanicOf([&] { (void)built.storage.Compact(1001); }),
            "compact 1001 is out of bound lastindex(1000)");
  EXPECT_EQ(CodeOf(built.storage.Compact(900)), ErrorCode::kCompacted);
}

TEST(RaftLog, HandsOutWhatIsCommittedAndNotYetHandedOut) {
  // Entry 4 is stable, 5 and 6 are not; 5 is committed.
  const struct {
    Index applying;
    bool allow_unstable;
    bool paused;
    bool snapshot;
    std::vector<Index> next;
  } kTable[] = {
      {3, true, false, false, {4, 5}}, {3, false, false, false, {4}},
      {4, true, false, false, {5}},    {4, false, false, false, {}},
      {5, true, false, false, {}},     {5, false, false, false, {}},
      {3, true, true, false, {}},      {3, false, true, false, {}},
      {3, true, false, true, {}},      {3, false, false, true, {}},
  };
  const uint64_t limit = 100;
  for (const auto& row : kTable) {
    Built built(3, {1}, {1, 1}, limit);
    ASSERT_TRUE(built.log.MaybeCommit({1, 5}));
    built.log.AcceptApplying(row.applying, row.paused ? limit : 0, true);
    built.log.AppliedTo(3, 0);  // Computes anew whether it is paused.
    EXPECT_EQ(built.log.applying_paused(), row.paused);
    if (row.snapshot) built.log.Restore(SnapshotOf(5, 1));
    EXPECT_EQ(built.log.HasNextCommitted(row.allow_unstable),
              !row.next.empty());
    EntryList entries;
    built.log.NextCommitted(row.allow_unstable, entries);
    EXPECT_EQ(IndexesOf(entries), row.next);
  }
}

TEST(RaftLog, PausesApplicationAtItsLimitOrWhenSomethingDidNotFit) {
  const uint64_t limit = 100;
  const struct {
    Index index;
    bool allow_unstable;
    uint64_t bytes;
    bool paused;
  } kTable[] = {
      {3, true, limit - 1, true},   {4, true, limit - 1, true},
      {5, true, limit - 1, false},  {5, true, limit, true},
      {5, true, limit + 1, true},   {3, false, limit - 1, true},
      {4, false, limit - 1, false}, {4, false, limit, true},
      {5, false, limit - 1, false}, {5, false, limit + 1, true},
  };
  for (const auto& row : kTable) {
    Built built(3, {1}, {1, 1}, limit);
    ASSERT_TRUE(built.log.MaybeCommit({1, 5}));
    built.log.AcceptApplying(row.index, row.bytes, row.allow_unstable);
    EXPECT_EQ(built.log.applying(), row.index);
    EXPECT_EQ(built.log.applying_bytes(), row.bytes);
    EXPECT_EQ(built.log.applying_paused(), row.paused);
  }
}

TEST(RaftLog, ResumesApplicationBelowItsLimit) {
  const uint64_t limit = 100;
  const uint64_t outstanding = limit + 5;
  const struct {
    Index index;
    uint64_t bytes;
    uint64_t left;
    bool paused;
  } kTable[] = {
      {4, 4, 101, true},         {4, 5, 100, true},  {4, 6, 99, false},
      {5, 6, 99, false},         {5, 105, 0, false}, {5, 106, 0, false},
      {4, kUnlimited, 0, false},
  };
  for (const auto& row : kTable) {
    Built built(3, {1}, {1, 1}, limit);
    ASSERT_TRUE(built.log.MaybeCommit({1, 5}));
    built.log.AcceptApplying(5, outstanding, true);
    built.log.AppliedTo(row.index, row.bytes);
    EXPECT_EQ(built.log.applied(), row.index);
    EXPECT_EQ(built.log.applying(), 5u);
    EXPECT_EQ(built.log.applying_bytes(), row.left);
    EXPECT_EQ(built.log.applying_paused(), row.paused);
  }
}

TEST(RaftLog, LimitsWhatIsOutstandingAndNotEachPart) {
  const uint64_t one = wire::EncodedSize(EntriesOf(1, {1}).front());
  Built built(0, {1, 1, 1, 1, 1}, {}, 3 * one);
  const auto next = [&built] {
    EntryList entries;
    built.log.NextCommitted(true, entries);
    if (entries.empty()) return entries.size();
    built.log.AcceptApplying(entries.back().index,
                             wire::EncodedSize(std::span(entries)), true);
    return entries.size();
  };
  built.log.CommitTo(2);
  EXPECT_EQ(next(), 2u);
  built.log.CommitTo(5);
  EXPECT_EQ(next(), 1u);
  EXPECT_EQ(next(), 0u);
  built.log.AppliedTo(2, 2 * one);
  EXPECT_EQ(next(), 2u);
  EXPECT_EQ(built.log.applying(), 5u);
}

TEST(RaftLog, RefusesToApplyOutOfOrder) {
  Built built(3, {1, 1, 1});
  built.log.CommitTo(5);
  EXPECT_EQ(PanicOf([&] { built.log.AcceptApplying(6, 1, true); }),
            "applying(6) is out of range [prevApplying(3), committed(5)]");
  EXPECT_EQ(PanicOf([&] { built.log.AcceptApplying(2, 1, true); }),
            "applying(2) is out of range [prevApplying(3), committed(5)]");
  EXPECT_EQ(PanicOf([&] { built.log.AppliedTo(6, 0); }),
            "applied(6) is out of range [prevApplied(3), committed(5)]");
  EXPECT_EQ(PanicOf([&] { built.log.AppliedTo(2, 0); }),
            "applied(2) is out of range [prevApplied(3), committed(5)]");
  built.log.AppliedTo(5, 0);  // Without having been handed out.
  EXPECT_EQ(built.log.applying(), 5u);
}

TEST(RaftLog, CommitsForwardAndNotBeyondItsEnd) {
  Built built(0, {1, 2}, {3});
  built.log.CommitTo(2);
  built.log.CommitTo(1);
  EXPECT_EQ(built.log.committed(), 2u);
  built.log.CommitTo(3);
  EXPECT_EQ(built.log.committed(), 3u);
  EXPECT_EQ(PanicOf([&] { built.log.CommitTo(4); }),
            "tocommit(4) is out of range [lastIndex(3)]. Was the raft log "
            "corrupted, truncated, or lost?");
}

TEST(RaftLog, CommitsOnlyAnEntryThatItHolds) {
  Built built(0, {1, 2}, {2});
  EXPECT_FALSE(built.log.MaybeCommit({1, 2}));
  EXPECT_FALSE(built.log.MaybeCommit({0, 2}));
  EXPECT_FALSE(built.log.MaybeCommit({2, 4}));
  EXPECT_EQ(built.log.committed(), 0u);
  EXPECT_TRUE(built.log.MaybeCommit({2, 2}));
  EXPECT_FALSE(built.log.MaybeCommit({2, 2}));
  EXPECT_FALSE(built.log.MaybeCommit({1, 1}));
  EXPECT_EQ(built.log.committed(), 2u);
}

}  // namespace
}  // namespace raft
