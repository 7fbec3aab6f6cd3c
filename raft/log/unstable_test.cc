#include "raft/log/unstable.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "raft/base/check.h"
#include "raft/base/fingerprint.h"
#include "raft/storage/test_data.h"

namespace raft {
namespace {

class Recorder : public Logger {
 public:
  bool Wants(LogLevel level) const override { return level >= LogLevel::kInfo; }
  void Write(LogLevel, std::string_view line) override { last = line; }
  std::string last;  // The last line.
};

// What an Unstable holds. A snapshot is at `offset - 1`, of term 4.
struct State {
  Index offset = 5;
  std::vector<Term> terms;  // Of the entries.
  size_t in_progress = 0;   // So many of them are.
  enum { kNone, kFresh, kInProgress } snapshot = kNone;
};

// All states with up to two entries.
std::vector<State> AllStates() {
  std::vector<State> states;
  for (const std::vector<Term>& terms :
       {std::vector<Term>{}, {4}, {4, 4}, {4, 5}}) {
    for (size_t in_progress = 0; in_progress <= terms.size(); ++in_progress) {
      for (const auto snapshot :
           {State::kNone, State::kFresh, State::kInProgress}) {
        // A snapshot is handed out before the entries that follow it.
        if (in_progress > 0 && snapshot == State::kFresh) continue;
        states.push_back({5, terms, in_progress, snapshot});
      }
    }
  }
  return states;
}

Unstable Of(const State& state, Logger* logger = nullptr) {
  Unstable unstable(state.offset, logger);
  if (state.snapshot != State::kNone) {
    unstable.Restore(SnapshotOf(state.offset - 1, 4));
  }
  if (state.snapshot == State::kInProgress) unstable.AcceptInProgress();
  const auto entries = EntriesOf(state.offset, state.terms);
  const std::span<const Entry> all(entries);
  if (state.in_progress > 0) {
    unstable.TruncateAndAppend(all.first(state.in_progress));
    unstable.AcceptInProgress();
  }
  if (state.in_progress < entries.size()) {
    unstable.TruncateAndAppend(all.subspan(state.in_progress));
  }
  return unstable;
}

std::vector<Term> TermsOf(const Unstable& unstable) {
  std::vector<Term> terms;
  Index index = unstable.offset();
  for (const Entry& entry : unstable.entries()) {
    EXPECT_EQ(entry.index, index++);
    terms.push_back(entry.term);
  }
  return terms;
}

TEST(Unstable, DecidesTheFirstIndexOnlyWithASnapshot) {
  for (const State& state : AllStates()) {
    EXPECT_EQ(Of(state).MaybeFirstIndex(), state.snapshot == State::kNone
                                               ? std::nullopt
                                               : std::optional<Index>(5));
  }
}

TEST(Unstable, DecidesTheLastIndexWithEntriesOrASnapshot) {
  EXPECT_EQ(Of({5, {}}).MaybeLastIndex(), std::nullopt);
  EXPECT_EQ(Of({5, {}, 0, State::kFresh}).MaybeLastIndex(), 4u);
  EXPECT_EQ(Of({5, {4}}).MaybeLastIndex(), 5u);
  EXPECT_EQ(Of({5, {4, 4}, 0, State::kFresh}).MaybeLastIndex(), 6u);
}

TEST(Unstable, KnowsTheTermsOfItsEntriesAndItsSnapshot) {
  const Unstable plain = Of({5, {4, 6}});
  EXPECT_EQ(plain.MaybeTermAt(4), std::nullopt);
  EXPECT_EQ(plain.MaybeTermAt(5), 4u);
  EXPECT_EQ(plain.MaybeTermAt(6), 6u);
  EXPECT_EQ(plain.MaybeTermAt(7), std::nullopt);
  const Unstable restored = Of({5, {4, 6}, 0, State::kFresh});
  EXPECT_EQ(restored.MaybeTermAt(3), std::nullopt);
  EXPECT_EQ(restored.MaybeTermAt(4), 4u);
  EXPECT_EQ(restored.MaybeTermAt(5), 4u);
  EXPECT_EQ(restored.MaybeTermAt(7), std::nullopt);
  EXPECT_EQ(Of({5, {}}).MaybeTermAt(5), std::nullopt);
  EXPECT_EQ(Of({5, {}, 0, State::kFresh}).MaybeTermAt(5), std::nullopt);
  EXPECT_EQ(plain.MaybeTermAt(kMaxIndex), std::nullopt);
}

TEST(Unstable, StartsOverFromASnapshot) {
  for (const State& state : AllStates()) {
    Unstable unstable = Of(state);
    unstable.Restore(SnapshotOf(9, 7));
    EXPECT_EQ(unstable.offset(), 10u);
    EXPECT_EQ(unstable.offset_in_progress(), 10u);
    EXPECT_TRUE(unstable.empty());
    EXPECT_FALSE(unstable.snapshot_in_progress());
    EXPECT_EQ(*unstable.snapshot(), *SnapshotOf(9, 7));
  }
}

TEST(Unstable, HandsOutEntriesThatAreNotInProgress) {
  for (const State& state : AllStates()) {
    const Unstable unstable = Of(state);
    const auto next = unstable.NextEntries();
    ASSERT_EQ(next.size(), state.terms.size() - state.in_progress);
    for (size_t i = 0; i < next.size(); ++i) {
      EXPECT_EQ(next[i].index, 5 + state.in_progress + i);
    }
  }
}

TEST(Unstable, HandsOutASnapshotThatIsNotInProgress) {
  for (const State& state : AllStates()) {
    const Unstable unstable = Of(state);
    EXPECT_EQ(unstable.NextSnapshot() != nullptr,
              state.snapshot == State::kFresh);
  }
}

TEST(Unstable, MarksAllThatItHasAsInProgress) {
  for (const State& state : AllStates()) {
    Unstable unstable = Of(state);
    unstable.AcceptInProgress();
    EXPECT_EQ(unstable.offset_in_progress(), 5 + state.terms.size());
    EXPECT_EQ(unstable.snapshot_in_progress(), state.snapshot != State::kNone);
    EXPECT_TRUE(unstable.NextEntries().empty());
    EXPECT_EQ(unstable.NextSnapshot(), nullptr);
    EXPECT_EQ(TermsOf(unstable), state.terms);  // All is still there.
  }
}

TEST(Unstable, DropsWhatStorageHas) {
  const char* const kMissing = "missing from unstable log; ignoring";
  const char* const kSnapshot = "matched unstable snapshot; ignoring";
  const char* const kMismatch = "in unstable log; ignoring";
  const struct {
    State state;
    EntryId stable;
    Index offset;
    Index in_progress;
    size_t left;
    const char* log;  // How the logged line ends, if there is one.
  } kTable[] = {
      {{5, {}}, {1, 5}, 5, 5, 0, kMissing},
      {{5, {1}, 1}, {1, 5}, 6, 6, 0, ""},
      {{5, {1, 1}, 1}, {1, 5}, 6, 6, 1, ""},
      {{5, {1, 1}, 2}, {1, 5}, 6, 7, 1, ""},
      {{5, {1, 1}, 2}, {1, 6}, 7, 7, 0, ""},
      {{5, {1, 1}, 0}, {1, 5}, 6, 6, 1, ""},  // Never handed out.
      {{5, {2}, 1}, {1, 5}, 5, 6, 1, kMismatch},
      {{5, {1}, 1}, {1, 4}, 5, 6, 1, kMissing},
      {{5, {1}, 1}, {2, 4}, 5, 6, 1, kMissing},
      {{5, {1}, 1}, {1, 6}, 5, 6, 1, kMissing},
      {{5, {4}, 1, State::kInProgress}, {4, 5}, 6, 6, 0, ""},
      {{5, {4, 4}, 1, State::kInProgress}, {4, 5}, 6, 6, 1, ""},
      {{5, {5}, 1, State::kInProgress}, {4, 5}, 5, 6, 1, kMismatch},
      {{5, {4}, 1, State::kInProgress}, {4, 4}, 5, 6, 1, kSnapshot},
      {{5, {4}, 1, State::kInProgress}, {3, 4}, 5, 6, 1, kSnapshot},
      {{5, {4}, 1, State::kInProgress}, {4, 3}, 5, 6, 1, kMissing},
  };
  for (const auto& row : kTable) {
    SCOPED_TRACE(testing::Message() << "row " << &row - kTable);
    Recorder recorder;
    Unstable unstable = Of(row.state, &recorder);
    recorder.last.clear();
    unstable.StableTo(row.stable);
    EXPECT_EQ(unstable.offset(), row.offset);
    EXPECT_EQ(unstable.offset_in_progress(), row.in_progress);
    EXPECT_EQ(unstable.entries().size(), row.left);
    EXPECT_EQ(recorder.last.empty(), *row.log == '\0');
    EXPECT_TRUE(recorder.last.ends_with(row.log)) << recorder.last;
  }
}

TEST(Unstable, DropsTheSnapshotThatStorageHas) {
  Unstable unstable = Of({5, {4}, 1, State::kInProgress});
  unstable.StableSnapshotTo(3);
  unstable.StableSnapshotTo(5);
  EXPECT_NE(unstable.snapshot(), nullptr);
  unstable.StableSnapshotTo(4);
  EXPECT_EQ(unstable.snapshot(), nullptr);
  EXPECT_FALSE(unstable.snapshot_in_progress());
  EXPECT_EQ(unstable.entries().size(), 1u);
  unstable.StableSnapshotTo(4);
}

TEST(Unstable, AppendsAndCutsWhatConflicts) {
  const struct {
    State state;
    Index first;
    std::vector<Term> terms;
    Index offset;
    Index in_progress;
    std::vector<Term> after;
    std::string log;
  } kTable[] = {
      // At the end.
      {{5, {}}, 5, {1}, 5, 5, {1}, ""},
      {{5, {1}, 0}, 6, {1, 1}, 5, 5, {1, 1, 1}, ""},
      {{5, {1}, 1}, 6, {1, 1}, 5, 6, {1, 1, 1}, ""},
      // All of it.
      {{5, {1}, 0}, 5, {2, 2}, 5, 5, {2, 2}, "replace"},
      {{5, {1}, 0}, 4, {2, 2, 2}, 4, 4, {2, 2, 2}, "replace"},
      {{5, {1, 1}, 2}, 5, {2}, 5, 5, {2}, "replace"},
      {{5, {}}, 3, {2, 2}, 3, 3, {2, 2}, "replace"},
      // From the middle on.
      {{5, {1, 1, 1}, 0}, 6, {2}, 5, 5, {1, 2}, "truncate"},
      {{5, {1, 1, 1}, 1}, 7, {2, 2}, 5, 6, {1, 1, 2, 2}, "truncate"},
      {{5, {1, 1, 1}, 2}, 6, {2}, 5, 6, {1, 2}, "truncate"},
      {{5, {1, 1, 1}, 3}, 6, {2, 2, 2}, 5, 6, {1, 2, 2, 2}, "truncate"},
  };
  for (const auto& row : kTable) {
    SCOPED_TRACE(testing::Message() << "row " << &row - kTable);
    Recorder recorder;
    Unstable unstable = Of(row.state, &recorder);
    recorder.last.clear();
    unstable.TruncateAndAppend(EntriesOf(row.first, row.terms));
    EXPECT_EQ(unstable.offset(), row.offset);
    EXPECT_EQ(unstable.offset_in_progress(), row.in_progress);
    EXPECT_EQ(TermsOf(unstable), row.after);
    EXPECT_TRUE(recorder.last.starts_with(row.log)) << recorder.last;
    EXPECT_EQ(recorder.last.empty(), row.log.empty());
  }
}

TEST(Unstable, LogsWhatItDoesInTheWordsOfTheReference) {
  Recorder recorder;
  Unstable unstable = Of({5, {1, 1, 1}, 3}, &recorder);
  unstable.TruncateAndAppend(EntriesOf(6, {2}));
  EXPECT_EQ(recorder.last, "truncate the unstable entries before index 6");
  unstable.StableTo({1, 6});
  EXPECT_EQ(recorder.last,
            "entry at (index,term)=(6,1) mismatched with entry at (6,2) in "
            "unstable log; ignoring");
  unstable.StableTo({1, 9});
  EXPECT_EQ(recorder.last,
            "entry at index 9 missing from unstable log; ignoring");
  unstable.TruncateAndAppend(EntriesOf(4, {3}));
  EXPECT_EQ(recorder.last, "replace the unstable entries from index 4");
  unstable.Restore(SnapshotOf(7, 3));
  unstable.StableTo({3, 7});
  EXPECT_EQ(recorder.last,
            "entry at index 7 matched unstable snapshot; ignoring");
}

TEST(Unstable, PanicsOutsideOfWhatItHas) {
  const Unstable unstable = Of({5, {1, 1}});
  EXPECT_EQ(unstable.Slice(5, 7).size(), 2u);
  EXPECT_EQ(unstable.Slice(6, 7).front().index, 6u);
  EXPECT_TRUE(unstable.Slice(7, 7).empty());
  const auto panic_of = [&unstable](Index low, Index high) -> std::string {
    try {
      (void)unstable.Slice(low, high);
    } catch (const Panic& panic) {
      return panic.what();
    }
    return "";
  };
  EXPECT_EQ(panic_of(7, 6), "invalid unstable.slice 7 > 6");
  EXPECT_EQ(panic_of(4, 6), "unstable.slice[4,6) out of bound [5,7]");
  EXPECT_EQ(panic_of(5, 8), "unstable.slice[5,8) out of bound [5,7]");
  Unstable gap = unstable;
  EXPECT_THROW(gap.TruncateAndAppend(EntriesOf(8, {1})), Panic);
}

uint64_t FingerprintOf(const Unstable& unstable) {
  Fingerprint fingerprint;
  unstable.AddTo(fingerprint);
  return fingerprint.Get();
}

TEST(Unstable, HasAFingerprintOfAllItsParts) {
  std::vector<Unstable> all;
  for (const State& state : AllStates()) all.push_back(Of(state));
  all.push_back(Of({6, {4}}));
  Entry entry = EntriesOf(5, {4}).front();
  entry.data = Payload("data");
  all.push_back(Of({5, {}}));
  all.back().TruncateAndAppend({&entry, 1});
  entry.type = EntryType::kConfChange;
  all.push_back(Of({5, {}}));
  all.back().TruncateAndAppend({&entry, 1});
  for (const SnapshotPtr& snapshot :
       {SnapshotOf(4, 3), SnapshotOf(4, 4, {1}), SnapshotOf(4, 4, {1, 2})}) {
    all.push_back(Of({5, {}}));
    all.back().Restore(snapshot);
  }
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
