#include "raft/storage/memory_storage.h"

#include <gtest/gtest.h>
// RapidCheck's GoogleTest glue needs the lines above it.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "raft/storage/test_data.h"
#include "raft/wire/encoded_size.h"

namespace raft {
namespace {

Entry EntryOf(Index index, Term term, std::string_view data = "") {
  Entry entry;
  entry.index = index;
  entry.term = term;
  entry.data = Payload(data);
  return entry;
}

// A log that was compacted at index 3, term 3, with entries from 4 on.
MemoryStorage CompactedAtThree(const std::vector<Term>& terms) {
  MemoryStorage storage;
  EXPECT_TRUE(storage.ApplySnapshot(SnapshotOf(3, 3)).has_value());
  storage.Append(EntriesOf(4, terms));
  return storage;
}

// All entries that are there.
EntryList AllOf(const MemoryStorage& storage) {
  EntryList entries;
  if (storage.FirstIndex() <= storage.LastIndex()) {
    EXPECT_TRUE(storage
                    .Entries(storage.FirstIndex(), storage.LastIndex() + 1,
                             kUnlimited, entries)
                    .has_value());
  }
  return entries;
}

bool Same(const EntryList& a, const std::vector<Entry>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

TEST(MemoryStorage, StartsEmpty) {
  const MemoryStorage storage;
  EXPECT_EQ(storage.FirstIndex(), 1u);
  EXPECT_EQ(storage.LastIndex(), 0u);
  EXPECT_EQ(storage.TermAt(0), 0u);
  EXPECT_TRUE(storage.Load()->hard_state.empty());
  EXPECT_EQ(storage.Load()->conf_state, ConfState{});
  EXPECT_EQ(**storage.Snapshot(), Snapshot{});
}

TEST(MemoryStorage, KnowsTermsFromTheCompactionPointOn) {
  const MemoryStorage storage = CompactedAtThree({4, 5});
  EXPECT_EQ(CodeOf(storage.TermAt(2)), ErrorCode::kCompacted);
  EXPECT_EQ(storage.TermAt(3), 3u);
  EXPECT_EQ(storage.TermAt(4), 4u);
  EXPECT_EQ(storage.TermAt(5), 5u);
  EXPECT_EQ(CodeOf(storage.TermAt(6)), ErrorCode::kUnavailable);
}

TEST(MemoryStorage, GivesEntriesWithinALimitAndAtLeastOne) {
  const MemoryStorage storage = CompactedAtThree({4, 5, 6});
  const auto entries = EntriesOf(4, {4, 5, 6});
  const uint64_t first = wire::EncodedSize(entries[0]);
  const uint64_t second = wire::EncodedSize(entries[1]);
  const uint64_t third = wire::EncodedSize(entries[2]);
  const struct {
    Index low;
    Index high;
    uint64_t max_bytes;
    std::optional<ErrorCode> error;
    size_t count;
  } kTable[] = {
      {2, 6, kUnlimited, ErrorCode::kCompacted, 0},
      {3, 4, kUnlimited, ErrorCode::kCompacted, 0},
      {4, 5, kUnlimited, std::nullopt, 1},
      {4, 6, kUnlimited, std::nullopt, 2},
      {4, 7, kUnlimited, std::nullopt, 3},
      {4, 7, 0, std::nullopt, 1},
      {4, 7, first + second - 1, std::nullopt, 1},
      {4, 7, first + second, std::nullopt, 2},
      {4, 7, first + second + third / 2, std::nullopt, 2},
      {4, 7, first + second + third - 1, std::nullopt, 2},
      {4, 7, first + second + third, std::nullopt, 3},
  };
  for (const auto& row : kTable) {
    EntryList got = {EntryOf(99, 9)};  // What is there already stays.
    EXPECT_EQ(CodeOf(storage.Entries(row.low, row.high, row.max_bytes, got)),
              row.error);
    std::vector<Entry> expected = {EntryOf(99, 9)};
    expected.insert(expected.end(), entries.begin(),
                    entries.begin() + row.count);
    EXPECT_TRUE(Same(got, expected))
        << "[" << row.low << ", " << row.high << ") in " << row.max_bytes;
  }
}

TEST(MemoryStorage, HasNoEntriesToGiveWhenAllAreCompacted) {
  EntryList got;
  EXPECT_EQ(CodeOf(CompactedAtThree({}).Entries(4, 4, 9, got)),
            ErrorCode::kUnavailable);
}

TEST(MemoryStorage, PanicsWhenAskedForMoreThanThereIs) {
  MemoryStorage storage = CompactedAtThree({4, 5});
  EntryList got;
  EXPECT_EQ(PanicOf([&] { (void)storage.Entries(4, 7, kUnlimited, got); }),
            "entries' hi(7) is out of bound lastindex(5)");
  EXPECT_EQ(PanicOf([&] { (void)storage.CreateSnapshot(6, {}, {}); }),
            "snapshot 6 is out of bound lastindex(5)");
  EXPECT_EQ(PanicOf([&] { (void)storage.Compact(6); }),
            "compact 6 is out of bound lastindex(5)");
  EXPECT_EQ(PanicOf([&] { storage.Append(EntriesOf(7, {5})); }),
            "missing log entry [last: 5, append at: 7]");
}

TEST(MemoryStorage, CompactsUpToAnIndex) {
  const struct {
    Index index;
    std::optional<ErrorCode> error;
    Index first;
    Term term_before_first;
  } kTable[] = {
      {2, ErrorCode::kCompacted, 4, 3}, {3, ErrorCode::kCompacted, 4, 3},
      {4, std::nullopt, 5, 4},          {5, std::nullopt, 6, 5},
      {6, std::nullopt, 7, 6},
  };
  for (const auto& row : kTable) {
    MemoryStorage storage = CompactedAtThree({4, 5, 6});
    EXPECT_EQ(CodeOf(storage.Compact(row.index)), row.error);
    EXPECT_EQ(storage.FirstIndex(), row.first);
    EXPECT_EQ(storage.LastIndex(), 6u);
    EXPECT_EQ(storage.TermAt(row.first - 1), row.term_before_first);
    EXPECT_EQ(AllOf(storage).size(), 6 - (row.first - 1));
  }
}

TEST(MemoryStorage, MakesSnapshotsOfWhatIsInItsLog) {
  MemoryStorage storage = CompactedAtThree({4, 5});
  ConfState state;
  state.voters = {1, 2, 3};
  const SnapshotPtr first =
      storage.CreateSnapshot(4, state, Payload("data")).value();
  EXPECT_EQ(first->index, 4u);
  EXPECT_EQ(first->term, 4u);
  EXPECT_EQ(first->conf_state, state);
  EXPECT_EQ(first->data, Payload("data"));
  EXPECT_EQ(*storage.Snapshot(), first);
  // The configuration stays unless there is a new one.
  const SnapshotPtr second = storage.CreateSnapshot(5, {}, Payload()).value();
  EXPECT_EQ(second->conf_state, state);
  EXPECT_EQ(storage.Load()->conf_state, state);
  EXPECT_EQ(CodeOf(storage.CreateSnapshot(5, {}, {})),
            ErrorCode::kSnapshotOutOfDate);
  EXPECT_EQ(CodeOf(storage.CreateSnapshot(4, {}, {})),
            ErrorCode::kSnapshotOutOfDate);
  EXPECT_EQ(*storage.Snapshot(), second);
  EXPECT_EQ(first->index, 4u);  // What was handed out stays.
}

TEST(MemoryStorage, MakesNoSnapshotBelowItsCompactionPoint) {
  MemoryStorage storage = CompactedAtThree({4, 5, 6});
  ASSERT_TRUE(storage.Compact(6).has_value());
  EXPECT_EQ(CodeOf(storage.CreateSnapshot(5, {}, {})), ErrorCode::kCompacted);
  EXPECT_EQ(storage.CreateSnapshot(6, {}, {}).value()->term, 6u);
}

TEST(MemoryStorage, AppendsAndCutsWhatConflicts) {
  const struct {
    const char* name;
    Index first;
    std::vector<Term> terms;
    std::vector<Term> after;  // Of the entries from 4 on.
  } kTable[] = {
      {"nothing", 4, {}, {4, 5}},
      {"only what is compacted", 1, {1, 2, 3}, {4, 5}},
      {"the same", 4, {4, 5}, {4, 5}},
      {"the same, and compacted", 3, {3, 4, 5}, {4, 5}},
      {"another tail", 4, {6, 6}, {6, 6}},
      {"the same and more", 4, {4, 5, 5}, {4, 5, 5}},
      {"partly compacted", 2, {3, 3, 5}, {5}},
      {"a shorter tail", 4, {5}, {5}},
      {"a shorter tail inside", 5, {7}, {4, 7}},
      {"at the end", 6, {5, 6}, {4, 5, 5, 6}},
  };
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.name);
    MemoryStorage storage = CompactedAtThree({4, 5});
    storage.Append(EntriesOf(row.first, row.terms));
    EXPECT_TRUE(Same(AllOf(storage), EntriesOf(4, row.after)));
    EXPECT_EQ(storage.FirstIndex(), 4u);
    EXPECT_EQ(storage.LastIndex(), 3 + row.after.size());
  }
}

TEST(MemoryStorage, StartsOverFromANewerSnapshot) {
  MemoryStorage storage;
  storage.Append(EntriesOf(1, {1, 1}));
  ASSERT_TRUE(storage.ApplySnapshot(SnapshotOf(4, 4, {1, 2, 3})).has_value());
  EXPECT_EQ(storage.FirstIndex(), 5u);
  EXPECT_EQ(storage.LastIndex(), 4u);
  EXPECT_EQ(storage.TermAt(4), 4u);
  EXPECT_EQ(storage.Load()->conf_state.voters, (IdList{1, 2, 3}));
  for (const Index index : {3, 4}) {
    EXPECT_EQ(CodeOf(storage.ApplySnapshot(SnapshotOf(index, 9))),
              ErrorCode::kSnapshotOutOfDate);
  }
  EXPECT_EQ(storage.Snapshot().value()->term, 4u);
}

TEST(MemoryStorage, TakesAConfigurationAsASnapshotOfIndexZero) {
  MemoryStorage storage;
  ASSERT_TRUE(storage.ApplySnapshot(SnapshotOf(0, 0, {1, 2})).has_value());
  EXPECT_EQ(storage.Load()->conf_state.voters, (IdList{1, 2}));
  EXPECT_TRUE(storage.ApplySnapshot(SnapshotOf(0, 0, {3})).has_value());
  EXPECT_EQ(storage.FirstIndex(), 1u);
  EXPECT_EQ(storage.Load()->conf_state.voters, (IdList{3}));
}

TEST(MemoryStorage, HandsOutEntriesThatOutliveTheirPlace) {
  MemoryStorage storage;
  const Entry entry = EntryOf(1, 1, "bytes");
  storage.Append({&entry, 1});
  const EntryList handed_out = AllOf(storage);
  const Entry other = EntryOf(1, 2, "others");
  storage.Append({&other, 1});
  ASSERT_TRUE(storage.ApplySnapshot(SnapshotOf(9, 9)).has_value());
  EXPECT_TRUE(Same(handed_out, {EntryOf(1, 1, "bytes")}));
}

TEST(MemoryStorage, KeepsTheHardState) {
  MemoryStorage storage;
  const HardState hard_state{.term = 3, .vote = 2, .commit = 1};
  storage.SetHardState(hard_state);
  EXPECT_EQ(storage.Load()->hard_state, hard_state);
  EXPECT_EQ(storage.hard_state(), hard_state);
  EXPECT_FALSE(storage == MemoryStorage());
}

// A storage written down as plainly as possible.
struct Naive {
  std::map<Index, Entry> entries;
  EntryId compacted;
  Index snapshot = 0;

  Index Last() const {
    return entries.empty() ? compacted.index : entries.rbegin()->first;
  }
  void Append(const std::vector<Entry>& added) {
    for (const Entry& entry : added) {
      if (entry.index <= compacted.index) continue;
      entries.erase(entries.lower_bound(entry.index), entries.end());
      entries[entry.index] = entry;
    }
  }
  void Compact(Index index) {
    compacted = {entries.at(index).term, index};
    entries.erase(entries.begin(), entries.upper_bound(index));
  }
};

void AssertSame(const MemoryStorage& storage, const Naive& naive) {
  RC_ASSERT(storage.FirstIndex() == naive.compacted.index + 1);
  RC_ASSERT(storage.LastIndex() == naive.Last());
  RC_ASSERT(storage.Snapshot().value()->index == naive.snapshot);
  RC_ASSERT(storage.snapshot_index() == naive.snapshot);
  RC_ASSERT(storage.TermAt(naive.compacted.index).value() ==
            naive.compacted.term);
  const EntryList entries = AllOf(storage);
  RC_ASSERT(entries.size() == naive.entries.size());
  for (const Entry& entry : entries) {
    RC_ASSERT(naive.entries.at(entry.index) == entry);
    RC_ASSERT(storage.TermAt(entry.index).value() == entry.term);
  }
}

// Does one thing that an application may do to both.
void Happen(MemoryStorage& storage, Naive& naive) {
  const Index base = naive.compacted.index;
  const Index last = naive.Last();
  switch (*rc::gen::inRange(0, 6)) {
    case 0: {
      if (*rc::gen::inRange(0, 4) > 0) return;  // Seldom: it empties the log.
      const Index index = *rc::gen::inRange<Index>(1, last + 5);
      const bool newer = index > naive.snapshot;
      const auto applied = storage.ApplySnapshot(SnapshotOf(index, 5));
      RC_ASSERT(applied.has_value() == newer);
      if (newer) naive = {{}, {5, index}, index};
      return;
    }
    case 1: {
      const Index index = *rc::gen::inRange<Index>(0, last + 1);
      const auto created = storage.CreateSnapshot(index, {}, Payload("s"));
      RC_ASSERT(created.has_value() ==
                (index > naive.snapshot && index >= base));
      if (created) naive.snapshot = index;
      return;
    }
    case 2: {
      const Index index = *rc::gen::inRange<Index>(0, last + 1);
      RC_ASSERT(storage.Compact(index).has_value() == (index > base));
      if (index > base) naive.Compact(index);
      return;
    }
    default: {
      const Index first = *rc::gen::inRange<Index>(1, last + 2);
      const Term term = *rc::gen::inRange<Term>(1, 9);
      const auto added = EntriesOf(
          first, std::vector<Term>(*rc::gen::inRange<size_t>(0, 45), term));
      storage.Append(added);
      naive.Append(added);
    }
  }
}

RC_GTEST_PROP(MemoryStorage, BehavesAsAMapOfEntries, ()) {
  MemoryStorage storage;
  Naive naive;
  MemoryStorage earlier;
  Naive naive_earlier;
  const int steps = *rc::gen::inRange(0, 30);
  for (int i = 0; i < steps; ++i) {
    if (*rc::gen::inRange(0, 5) == 0) {
      earlier = storage;
      naive_earlier = naive;
      RC_ASSERT(earlier == storage);
    }
    Happen(storage, naive);
    AssertSame(storage, naive);
    AssertSame(earlier, naive_earlier);  // Copies are independent.
  }
}

}  // namespace
}  // namespace raft
