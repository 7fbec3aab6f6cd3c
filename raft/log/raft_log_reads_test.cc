// What a RaftLog reads across its storage and its unstable tail.
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "raft/base/fingerprint.h"
#include "raft/log/raft_log.h"
#include "raft/storage/memory_storage.h"
#include "raft/storage/test_data.h"
#include "raft/wire/encoded_size.h"

namespace raft {
namespace {

// A storage that was compacted at `base`, term 1, with entries after it.
MemoryStorage StorageOf(Index base, const std::vector<Term>& terms) {
  MemoryStorage storage;
  if (base > 0) (void)storage.ApplySnapshot(SnapshotOf(base, 1));
  storage.Append(EntriesOf(base + 1, terms));
  return storage;
}

RaftLog LogOn(const Storage& storage, const std::vector<Term>& tail = {}) {
  RaftLog log(storage, nullptr, kUnlimited);
  log.Append(EntriesOf(storage.LastIndex() + 1, tail));
  return log;
}

std::vector<Index> IndexesOf(std::span<const Entry> entries) {
  std::vector<Index> indexes;
  for (const Entry& entry : entries) indexes.push_back(entry.index);
  return indexes;
}

TEST(RaftLog, GivesItsTailToBeWritten) {
  const MemoryStorage storage = StorageOf(0, {1, 2});
  RaftLog log = LogOn(storage);
  EXPECT_TRUE(log.NextUnstableEntries().empty());
  log.Append(EntriesOf(3, {2, 2}));
  EXPECT_EQ(IndexesOf(log.NextUnstableEntries()), (std::vector<Index>{3, 4}));
  log.AcceptUnstable();
  EXPECT_TRUE(log.NextUnstableEntries().empty());
  log.Append(EntriesOf(4, {3, 3}));  // What was being written is replaced.
  EXPECT_EQ(IndexesOf(log.NextUnstableEntries()), (std::vector<Index>{4, 5}));
}

TEST(RaftLog, DropsOfItsTailWhatStorageHasWithTheSameTerm) {
  const struct {
    EntryId id;
    Index offset;
  } kTable[] = {
      {{1, 1}, 2}, {{2, 2}, 3}, {{1, 2}, 1}, {{2, 1}, 1}, {{2, 3}, 1}};
  for (const auto& row : kTable) {
    const MemoryStorage storage;
    RaftLog log = LogOn(storage, {1, 2});
    log.StableTo(row.id);
    EXPECT_EQ(log.unstable().offset(), row.offset);
  }
}

TEST(RaftLog, KeepsItsTailAfterASnapshotUntilStorageHasIt) {
  // A snapshot at 5, term 2, is pending or was installed; 6 has term 2.
  const struct {
    EntryId id;
    Index offset;
  } kTable[] = {{{2, 6}, 7}, {{2, 5}, 6}, {{2, 4}, 6},
                {{3, 6}, 6}, {{3, 5}, 6}, {{3, 4}, 6}};
  for (const auto& row : kTable) {
    for (const bool pending : {true, false}) {
      const MemoryStorage storage;
      RaftLog log = LogOn(storage);
      log.Restore(SnapshotOf(5, 2));
      if (!pending) log.StableSnapshotTo(5);
      log.Append(EntriesOf(6, {2}));
      log.StableTo(row.id);
      EXPECT_EQ(log.unstable().offset(), row.offset);
      EXPECT_EQ(log.HasPendingSnapshot(), pending);
    }
  }
}

TEST(RaftLog, StartsOverFromASnapshot) {
  MemoryStorage storage = StorageOf(0, {1, 1, 1});
  RaftLog log = LogOn(storage, {2});
  log.CommitTo(2);
  log.AppliedTo(2, 0);
  log.Restore(SnapshotOf(1000, 7));
  EXPECT_EQ(log.FirstIndex(), 1001u);
  EXPECT_EQ(log.LastEntryId(), (EntryId{7, 1000}));
  EXPECT_EQ(log.committed(), 1000u);
  EXPECT_EQ(log.applied(), 2u);
  EXPECT_EQ(log.unstable().offset(), 1001u);
  EXPECT_FALSE(log.HasNextCommitted(true));
  EXPECT_EQ(log.Snapshot().value()->index, 1000u);
  ASSERT_TRUE(storage.ApplySnapshot(SnapshotOf(1000, 7)).has_value());
  log.StableSnapshotTo(1000);
  log.AppliedTo(1000, 0);
  EXPECT_EQ(log.FirstIndex(), 1001u);
  EXPECT_EQ(log.LastEntryId(), (EntryId{7, 1000}));
  EXPECT_EQ(log.Snapshot().value()->index, 1000u);
}

TEST(RaftLog, KnowsTermsFromTheCompactionPointToItsEnd) {
  const MemoryStorage storage = StorageOf(100, {2, 3});
  const RaftLog log = LogOn(storage, {4});
  EXPECT_EQ(CodeOf(log.TermAt(99)), ErrorCode::kCompacted);
  EXPECT_EQ(log.TermAt(100), 1u);
  EXPECT_EQ(log.TermAt(101), 2u);
  EXPECT_EQ(log.TermAt(102), 3u);
  EXPECT_EQ(log.TermAt(103), 4u);
  EXPECT_EQ(CodeOf(log.TermAt(104)), ErrorCode::kUnavailable);
  EXPECT_EQ(log.TermOrZero(99), 0u);
  EXPECT_EQ(log.TermOrZero(103), 4u);
  EXPECT_EQ(log.TermOrZero(104), 0u);
  EXPECT_FALSE(log.Matches({0, 99}));
  EXPECT_FALSE(log.Matches({0, 104}));
  EXPECT_TRUE(log.Matches({4, 103}));
}

TEST(RaftLog, KnowsNoTermThatAPendingSnapshotWillTakeAway) {
  const MemoryStorage storage = StorageOf(100, {1, 1});
  RaftLog log = LogOn(storage);
  log.Restore(SnapshotOf(105, 3));
  for (const Index index : {99, 100, 101, 102, 104}) {
    EXPECT_EQ(CodeOf(log.TermAt(index)), ErrorCode::kCompacted);
  }
  EXPECT_EQ(log.TermAt(105), 3u);
  EXPECT_EQ(CodeOf(log.TermAt(106)), ErrorCode::kUnavailable);
}

TEST(RaftLog, SlicesWhatIsThere) {
  const MemoryStorage storage = StorageOf(100, {1, 1});
  const RaftLog log = LogOn(storage, {1, 1});
  const auto slice = [&log](Index low, Index high) {
    EntryList entries;
    (void)log.Slice(low, high, kUnlimited, entries);
    return entries.size();
  };
  EntryList entries;
  EXPECT_EQ(CodeOf(log.Slice(100, 102, kUnlimited, entries)),
            ErrorCode::kCompacted);
  EXPECT_EQ(CodeOf(log.Slice(1, 1, kUnlimited, entries)),
            ErrorCode::kCompacted);
  EXPECT_TRUE(entries.empty());
  EXPECT_EQ(slice(101, 101), 0u);
  EXPECT_EQ(slice(101, 105), 4u);
  EXPECT_EQ(slice(105, 105), 0u);
  EXPECT_EQ(PanicOf([&] { slice(104, 103); }), "invalid slice 104 > 103");
  EXPECT_EQ(PanicOf([&] { slice(101, 106); }),
            "slice[101,106) out of bound [101,104]");
  EXPECT_EQ(PanicOf([&] { slice(106, 106); }),
            "slice[106,106) out of bound [101,104]");
  ASSERT_TRUE(log.EntriesFrom(105, kUnlimited, entries).has_value());
  ASSERT_TRUE(log.EntriesFrom(200, kUnlimited, entries).has_value());
  EXPECT_TRUE(entries.empty());
}

TEST(RaftLog, SlicesWithinALimitAcrossTheBorderAndAtLeastOne) {
  const MemoryStorage storage = StorageOf(0, {1, 1, 1});
  const RaftLog log = LogOn(storage, {1, 1, 1});
  const uint64_t one = wire::EncodedSize(EntriesOf(1, {1}).front());
  for (Index low = 1; low <= 6; ++low) {
    for (Index high = low; high <= 7; ++high) {
      for (uint64_t max_bytes = 0; max_bytes <= 7 * one; ++max_bytes) {
        EntryList entries = {Entry()};  // What is there already stays.
        ASSERT_TRUE(log.Slice(low, high, max_bytes, entries).has_value());
        const size_t fit = std::max<size_t>(max_bytes / one, 1);
        ASSERT_EQ(entries.size() - 1, std::min(high - low, fit))
            << "[" << low << ", " << high << ") in " << max_bytes;
        for (size_t i = 1; i < entries.size(); ++i) {
          ASSERT_EQ(entries[i].index, low + i - 1);
        }
      }
    }
  }
}

TEST(RaftLog, LeavesNoGapWhereStorageStoppedAtTheLimit) {
  // The second stable entry does not fit, the unstable one after it would.
  auto entries = EntriesOf(1, {1, 1, 1});
  entries[1].data = Payload("a large one");
  MemoryStorage storage;
  storage.Append(std::span(entries).first(2));
  RaftLog log = LogOn(storage);
  log.Append(std::span(entries).last(1));
  EntryList sliced;
  const uint64_t two_small_ones = 2 * wire::EncodedSize(entries[0]);
  ASSERT_TRUE(log.Slice(1, 4, two_small_ones, sliced).has_value());
  EXPECT_EQ(IndexesOf(sliced), std::vector<Index>{1});
}

TEST(RaftLog, ScansPageByPageWhatASliceHolds) {
  const MemoryStorage storage = StorageOf(10, {1, 1, 1, 1});
  const RaftLog log = LogOn(storage, {1, 1, 1, 1});
  const uint64_t one = wire::EncodedSize(EntriesOf(11, {1}).front());
  for (Index low = 11; low <= 18; ++low) {
    for (Index high = low; high <= 19; ++high) {
      for (const uint64_t page : {uint64_t{0}, one, 2 * one, 3 * one + 1}) {
        const size_t per_page = std::max<size_t>(page / one, 1);
        std::vector<Index> seen;
        const auto scanned = log.Scan(low, high, page, [&](auto entries) {
          // Every page but the last is full.
          EXPECT_EQ(entries.size(),
                    std::min(high - low - seen.size(), per_page));
          const auto indexes = IndexesOf(entries);
          seen.insert(seen.end(), indexes.begin(), indexes.end());
          return true;
        });
        ASSERT_TRUE(scanned.has_value());
        EntryList sliced;
        ASSERT_TRUE(log.Slice(low, high, kUnlimited, sliced).has_value());
        ASSERT_EQ(seen, IndexesOf(sliced));
      }
    }
  }
}

TEST(RaftLog, StopsAScanWhenItIsTold) {
  const MemoryStorage storage = StorageOf(10, {1, 1, 1});
  const RaftLog log = LogOn(storage, {1});
  int pages = 0;
  EXPECT_TRUE(
      log.Scan(11, 15, 0, [&](auto) { return ++pages < 2; }).has_value());
  EXPECT_EQ(pages, 2);
  EXPECT_EQ(CodeOf(log.Scan(10, 15, 0, [](auto) { return true; })),
            ErrorCode::kCompacted);
}

// Answers as `TermAt` and `Entries` would on a disk that breaks its contract.
class BrokenStorage : public MemoryStorage {
 public:
  explicit BrokenStorage(const MemoryStorage& good) : MemoryStorage(good) {}
  Result<void> Entries(Index low, Index high, uint64_t max_bytes,
                       EntryList& entries) const override {
    if (entries_error) return Fail(*entries_error);
    if (no_entries) return {};
    return MemoryStorage::Entries(
        low, high, ignores_limit ? kUnlimited : max_bytes, entries);
  }
  Result<raft::Term> TermAt(Index index) const override {
    if (term_error) return Fail(*term_error);
    return MemoryStorage::TermAt(index);
  }
  std::optional<ErrorCode> entries_error;
  std::optional<ErrorCode> term_error;
  bool no_entries = false;
  bool ignores_limit = false;
};

TEST(RaftLog, PanicsWhenItsStorageBreaksItsContract) {
  BrokenStorage storage(StorageOf(0, {1, 1, 1}));
  RaftLog log = LogOn(storage);
  log.CommitTo(3);
  EntryList entries;
  const auto slice = [&] { (void)log.Slice(1, 4, kUnlimited, entries); };
  const auto next = [&] { log.NextCommitted(true, entries); };
  const auto last = [&] { (void)log.LastEntryId(); };

  storage.entries_error = ErrorCode::kUnavailable;
  EXPECT_EQ(PanicOf(slice), "entries[1:4) is unavailable from storage");
  storage.entries_error = ErrorCode::kIo;
  EXPECT_EQ(PanicOf(slice), "unexpected error (input or output failed)");
  storage.entries_error = ErrorCode::kCompacted;  // A snapshot helps then...
  EXPECT_EQ(PanicOf(slice), "no panic");
  EXPECT_EQ(PanicOf(next),  // ...but not with what is to be applied.
            "unexpected error when getting unapplied entries (requested index "
            "is unavailable due to compaction)");
  storage.entries_error.reset();
  storage.no_entries = true;
  EXPECT_EQ(
      PanicOf([&] { (void)log.Scan(1, 4, 9, [](auto) { return true; }); }),
      "got 0 entries in [1, 4)");

  storage.term_error = ErrorCode::kUnavailable;
  EXPECT_EQ(PanicOf(last),
            "unexpected error when getting the last term at 3: requested "
            "entry at index is unavailable");
  EXPECT_FALSE(log.Matches({1, 3}));
  storage.term_error = ErrorCode::kIo;
  EXPECT_EQ(PanicOf(last), "unexpected error (input or output failed)");
}

TEST(RaftLog, LeavesNoGapWhenItsStorageIgnoresTheLimit) {
  BrokenStorage storage(StorageOf(0, {1, 1, 1}));
  storage.ignores_limit = true;
  const RaftLog log = LogOn(storage, {1, 1});
  for (const uint64_t max_bytes : {0, 1, 9, 16, 17}) {
    EntryList entries;
    ASSERT_TRUE(log.Slice(1, 6, max_bytes, entries).has_value());
    const std::vector<Index> all = {1, 2, 3, 4, 5};
    const auto indexes = IndexesOf(entries);
    EXPECT_TRUE(std::equal(indexes.begin(), indexes.end(), all.begin()));
    EXPECT_GE(indexes.size(), 3u);
  }
}

uint64_t FingerprintOf(const RaftLog& log) {
  Fingerprint fingerprint;
  log.AddTo(fingerprint);
  return fingerprint.Get();
}

TEST(RaftLog, IsCopiedOntoAnotherStorage) {
  MemoryStorage storage = StorageOf(0, {1, 1});
  RaftLog log = LogOn(storage, {2, 2});
  log.CommitTo(3);
  log.AcceptUnstable();
  log.AcceptApplying(2, 10, true);
  log.AppliedTo(1, 4);
  MemoryStorage other = storage;
  RaftLog copy(log, other);
  EXPECT_EQ(&copy.storage(), &other);
  EXPECT_TRUE(copy == log);
  EXPECT_EQ(copy.Describe(), log.Describe());
  EXPECT_EQ(FingerprintOf(copy), FingerprintOf(log));
  copy.Append(EntriesOf(5, {3}));
  EXPECT_FALSE(copy == log);
  EXPECT_EQ(log.LastIndex(), 4u);
}

TEST(RaftLog, HasAFingerprintOfItsCursorsAndItsTail) {
  const MemoryStorage storage = StorageOf(0, {1, 1, 1});
  std::vector<RaftLog> all;
  const auto add = [&]() -> RaftLog& {
    all.push_back(LogOn(storage, {1}));
    all.back().CommitTo(3);
    return all.back();
  };
  add();
  add().CommitTo(4);
  add().AcceptApplying(3, 0, true);
  add().AcceptApplying(3, 1, true);
  add().AcceptApplying(2, 0, true);  // Paused.
  add().AppliedTo(3, 0);
  add().AcceptUnstable();
  add().Append(EntriesOf(5, {1}));
  for (size_t i = 0; i < all.size(); ++i) {
    for (size_t j = 0; j < all.size(); ++j) {
      EXPECT_EQ(all[i] == all[j], i == j) << i << " and " << j;
      EXPECT_EQ(FingerprintOf(all[i]) == FingerprintOf(all[j]), i == j)
          << i << " and " << j;
    }
  }
}

}  // namespace
}  // namespace raft
