#include "harness/world/sim_disk.h"

#include <gtest/gtest.h>
// After gtest, which it builds on.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "raft/base/check.h"
#include "raft/base/fingerprint.h"
#include "raft/base/payload.h"
#include "raft/driver.h"
#include "raft/storage/memory_storage.h"
#include "raft/types.h"

namespace harness {
namespace {

using raft::Entry;
using raft::HardState;
using raft::Index;
using raft::MemoryStorage;
using raft::SnapshotPtr;
using raft::Term;

Entry EntryAt(Index index, Term term) {
  return {.term = term, .index = index, .data = raft::Payload("e"), .type = {}};
}

SnapshotPtr SnapshotAt(Index index, Term term) {
  raft::Snapshot snapshot;
  snapshot.data = raft::Payload("image");
  snapshot.conf_state.voters = {1, 2, 3};
  snapshot.index = index;
  snapshot.term = term;
  return std::make_shared<const raft::Snapshot>(std::move(snapshot));
}

uint64_t FingerprintOf(const SimDisk& disk) {
  raft::Fingerprint fingerprint;
  disk.AddTo(fingerprint);
  return fingerprint.Get();
}

// Writes the entries of [first, last] and nothing else.
void WriteEntries(SimDisk& disk, Index first, Index last, Term term) {
  std::vector<Entry> entries;
  for (Index i = first; i <= last; ++i) entries.push_back(EntryAt(i, term));
  disk.Write(nullptr, entries, nullptr, /*waits=*/true);
}

// Writes a commit index alone, which waits for nothing.
void WriteCommit(SimDisk& disk, Index commit) {
  const HardState hard_state{.term = 1, .vote = 1, .commit = commit};
  disk.Write(nullptr, {}, &hard_state, /*waits=*/false);
}

TEST(SimDisk, ShowsAWriteAtOnceAndCountsWhatACrashMayLose) {
  SimDisk disk(MemoryStorage(), /*write_through=*/false);
  const HardState hard_state{.term = 2, .vote = 1, .commit = 0};
  const std::vector<Entry> entries = {EntryAt(5, 2), EntryAt(6, 2)};
  disk.Write(SnapshotAt(4, 1), entries, &hard_state, /*waits=*/true);
  EXPECT_EQ(disk.unsynced(), 4u);
  EXPECT_EQ(disk.storage().FirstIndex(), 5u);
  EXPECT_EQ(disk.storage().LastIndex(), 6u);
  EXPECT_EQ(disk.storage().hard_state(), hard_state);
}

TEST(SimDisk, ACrashKeepsAnyPrefixOfSnapshotEntriesAndHardStateInThisOrder) {
  struct Case {
    size_t keep;
    Index first;
    Index last;
    Term term;
  };
  constexpr Case kCases[] = {
      {0, 1, 0, 0}, {1, 5, 4, 0}, {2, 5, 5, 0},
      {3, 5, 6, 0}, {4, 5, 6, 2}, {99, 5, 6, 2},
  };
  for (const Case& c : kCases) {
    SimDisk disk(MemoryStorage(), /*write_through=*/false);
    const HardState hard_state{.term = 2, .vote = 1, .commit = 0};
    const std::vector<Entry> entries = {EntryAt(5, 2), EntryAt(6, 2)};
    disk.Write(SnapshotAt(4, 1), entries, &hard_state, /*waits=*/true);
    disk.Crash(c.keep);
    EXPECT_EQ(disk.unsynced(), 0u) << c.keep;
    EXPECT_EQ(disk.storage().FirstIndex(), c.first) << c.keep;
    EXPECT_EQ(disk.storage().LastIndex(), c.last) << c.keep;
    EXPECT_EQ(disk.storage().hard_state().term, c.term) << c.keep;
  }
}

TEST(SimDisk, ALostOverwriteBringsBackWhatItCut) {
  SimDisk disk(MemoryStorage(), /*write_through=*/false);
  WriteEntries(disk, 1, 3, 1);
  disk.SyncOldest();
  WriteEntries(disk, 2, 2, 2);
  EXPECT_EQ(disk.storage().LastIndex(), 2u);
  disk.Crash(0);
  EXPECT_EQ(disk.storage().LastIndex(), 3u);
  EXPECT_EQ(disk.storage().TermAt(2), 1u);
}

TEST(SimDisk, SyncsMakeGroupsDurableInOrder) {
  SimDisk disk(MemoryStorage(), /*write_through=*/false);
  WriteEntries(disk, 1, 2, 1);
  WriteEntries(disk, 3, 3, 1);
  WriteEntries(disk, 4, 6, 1);
  constexpr Index kDurable[] = {0, 2, 3, 6};
  for (size_t syncs = 0; syncs < std::size(kDurable); ++syncs) {
    EXPECT_EQ(disk.unsynced(), 6 - kDurable[syncs]);
    SimDisk crashed = disk;
    crashed.Crash(0);
    EXPECT_EQ(crashed.storage().LastIndex(), kDurable[syncs]);
    EXPECT_EQ(disk.storage().LastIndex(), 6u);
    if (syncs < 3) disk.SyncOldest();
  }
  EXPECT_THROW(disk.SyncOldest(), raft::Panic);
}

TEST(SimDisk, ACommitIndexThatWaitsForNothingIsLost) {
  SimDisk disk(MemoryStorage(), /*write_through=*/false);
  WriteEntries(disk, 1, 2, 1);
  WriteCommit(disk, 2);
  disk.SyncOldest();
  EXPECT_EQ(disk.unsynced(), 1u);
  EXPECT_EQ(disk.storage().hard_state().commit, 2u);
  EXPECT_THROW(disk.SyncOldest(), raft::Panic);
  disk.Crash(0);
  EXPECT_EQ(disk.storage().hard_state().commit, 0u);
  EXPECT_EQ(disk.storage().LastIndex(), 2u);
}

TEST(SimDisk, ACommitIndexIsDurableWithTheNextGroup) {
  SimDisk disk(MemoryStorage(), /*write_through=*/false);
  WriteEntries(disk, 1, 2, 1);
  disk.SyncOldest();
  WriteCommit(disk, 1);
  WriteCommit(disk, 2);
  WriteEntries(disk, 3, 3, 1);
  WriteEntries(disk, 4, 4, 1);
  disk.SyncOldest();
  EXPECT_EQ(disk.unsynced(), 1u);
  disk.Crash(0);
  EXPECT_EQ(disk.storage().hard_state().commit, 2u);
  EXPECT_EQ(disk.storage().LastIndex(), 3u);
}

TEST(SimDisk, WriteThroughNeverLoses) {
  SimDisk disk(MemoryStorage(), /*write_through=*/true);
  WriteEntries(disk, 1, 3, 1);
  WriteCommit(disk, 3);
  EXPECT_EQ(disk.unsynced(), 0u);
  const MemoryStorage before = disk.storage();
  disk.SyncOldest();
  disk.Crash(0);
  EXPECT_TRUE(disk.storage() == before);
  EXPECT_EQ(disk.storage().LastIndex(), 3u);
  EXPECT_EQ(disk.storage().hard_state().commit, 3u);
}

TEST(SimDisk, ACompactionOutlivesACrashThatLosesWhatCameBeforeIt) {
  SimDisk disk(MemoryStorage(), /*write_through=*/false);
  WriteEntries(disk, 1, 4, 1);
  disk.SyncOldest();
  WriteEntries(disk, 5, 6, 2);
  raft::ConfState members;
  members.voters = {1, 2};
  disk.Compact(3, 0, members, raft::Payload("state"));
  for (const bool crashed : {false, true}) {
    EXPECT_EQ(disk.storage().FirstIndex(), 4u);
    EXPECT_EQ(disk.storage().LastIndex(), crashed ? 4u : 6u);
    const SnapshotPtr snapshot = *disk.storage().Snapshot();
    EXPECT_EQ(snapshot->index, 3u);
    EXPECT_EQ(snapshot->term, 1u);
    EXPECT_EQ(snapshot->data.view(), "state");
    EXPECT_EQ(snapshot->conf_state, members);
    disk.Crash(0);
  }
}

TEST(SimDisk, ACompactionYieldsToANewerSnapshot) {
  SimDisk disk(MemoryStorage(), /*write_through=*/false);
  WriteEntries(disk, 1, 4, 1);
  disk.SyncOldest();
  disk.Write(SnapshotAt(9, 2), {}, nullptr, /*waits=*/true);
  disk.Compact(3, 0, {}, raft::Payload("state"));
  EXPECT_EQ((*disk.storage().Snapshot())->index, 9u);
  EXPECT_EQ(disk.storage().FirstIndex(), 10u);
  disk.Crash(0);
  EXPECT_EQ((*disk.storage().Snapshot())->index, 3u);
  EXPECT_EQ(disk.storage().LastIndex(), 4u);
}

TEST(SimDisk, RepairRaisesTheTermToThatOfTheLastEntryAndDropsTheVote) {
  SimDisk disk(MemoryStorage(), /*write_through=*/false);
  const HardState before{.term = 1, .vote = 2, .commit = 0};
  disk.Write(nullptr, {}, &before, /*waits=*/true);
  disk.SyncOldest();
  const HardState after{.term = 4, .vote = 3, .commit = 1};
  const std::vector<Entry> entries = {EntryAt(1, 4)};
  disk.Write(nullptr, entries, &after, /*waits=*/true);
  disk.Crash(1);  // The entry, and not its hard state.
  disk.Repair();
  const HardState repaired{.term = 4, .vote = raft::kNone, .commit = 0};
  EXPECT_EQ(disk.storage().hard_state(), repaired);
}

TEST(SimDisk, RepairCommitsTheSnapshotAndKeepsAHardStateThatIsRight) {
  SimDisk disk(MemoryStorage(), /*write_through=*/false);
  const HardState right{.term = 4, .vote = 3, .commit = 9};
  disk.Write(SnapshotAt(9, 2), {}, &right, /*waits=*/true);
  SimDisk whole = disk;
  whole.Crash(2);
  whole.Repair();
  EXPECT_EQ(whole.storage().hard_state(), right);
  disk.Crash(1);
  disk.Repair();
  EXPECT_EQ(disk.storage().hard_state().commit, 9u);
  EXPECT_EQ(disk.storage().hard_state().term, 2u);
}

TEST(SimDisk, ACrashAfterAWriteOfNothingLeavesWhatItFound) {
  SimDisk disk(MemoryStorage(), /*write_through=*/false);
  WriteEntries(disk, 1, 2, 1);
  disk.SyncOldest();
  SimDisk other = disk;
  // As asynchronous storage does that only has answers to give.
  other.Write(nullptr, {}, nullptr, /*waits=*/true);
  disk.Crash(0);
  other.Crash(0);
  EXPECT_EQ(disk, other);
  EXPECT_EQ(FingerprintOf(disk), FingerprintOf(other));
}

TEST(SimDisk, ItsFingerprintSeesWhatACrashWouldLose) {
  SimDisk disk(MemoryStorage(), /*write_through=*/false);
  WriteEntries(disk, 1, 2, 1);
  SimDisk synced = disk;
  synced.SyncOldest();
  EXPECT_TRUE(disk.storage() == synced.storage());
  EXPECT_NE(FingerprintOf(disk), FingerprintOf(synced));
  const SimDisk copy = disk;
  EXPECT_EQ(FingerprintOf(disk), FingerprintOf(copy));
}

// A plain list of operations after what is durable.
struct Model {
  using Operation = std::variant<SnapshotPtr, Entry, HardState>;

  MemoryStorage durable;
  std::vector<Operation> operations;
  std::vector<size_t> groups;  // Where each ends, from the durable part on.

  MemoryStorage After(size_t count) const {
    MemoryStorage storage = durable;
    for (size_t i = 0; i < count; ++i) {
      const Operation& operation = operations[i];
      if (const auto* snapshot = std::get_if<SnapshotPtr>(&operation)) {
        (void)storage.ApplySnapshot(*snapshot);
      } else if (const auto* entry = std::get_if<Entry>(&operation)) {
        storage.Append({entry, 1});
      } else {
        storage.SetHardState(std::get<HardState>(operation));
      }
    }
    return storage;
  }
  MemoryStorage Visible() const { return After(operations.size()); }

  void Sync() {
    const size_t count = groups.front();
    durable = After(count);
    operations.erase(operations.begin(),
                     operations.begin() + static_cast<ptrdiff_t>(count));
    groups.erase(groups.begin());
    for (size_t& group : groups) group -= count;
  }
  void Crash(size_t keep) {
    durable = After(std::min(keep, operations.size()));
    operations.clear();
    groups.clear();
  }
};

// A disk and its model, led by bytes.
class Pair {
 public:
  explicit Pair(const std::vector<uint8_t>& choices) : choices_(choices) {}

  void Run() {
    while (at_ < choices_.size()) {
      Step();
      RC_ASSERT(disk_.storage() == model_.Visible());
      RC_ASSERT(disk_.unsynced() == model_.operations.size());
      for (size_t keep = 0; keep <= model_.operations.size(); ++keep) {
        SimDisk crashed = disk_;
        crashed.Crash(keep);
        RC_ASSERT(crashed.storage() == model_.After(keep));
      }
    }
  }

 private:
  size_t Below(size_t bound) {
    return at_ < choices_.size() ? choices_[at_++] % bound : 0;
  }

  void Step() {
    switch (Below(8)) {
      case 0:
      case 1:
        if (model_.groups.empty()) return;
        model_.Sync();
        disk_.SyncOldest();
        return;
      case 2: {
        const size_t keep = Below(model_.operations.size() + 2);
        model_.Crash(keep);
        disk_.Crash(keep);
        model_.durable.SetHardState(
            RepairedHardState(model_.durable.hard_state(), model_.durable));
        disk_.Repair();
        return;
      }
      case 3:
        Compact();
        return;
      default:
        Write();
    }
  }

  void Write() {
    ++term_;  // So that no two writes bring the same entry.
    const MemoryStorage visible = model_.Visible();
    const size_t parts = Below(8);
    SnapshotPtr snapshot;
    Index next = visible.LastIndex() + 1;
    if (Below(4) == 0) {
      snapshot = SnapshotAt(next++, term_);
    } else {
      next -= Below(next - visible.FirstIndex() + 1);
    }
    std::vector<Entry> entries;
    for (size_t left = parts / 2; left > 0; --left) {
      entries.push_back(EntryAt(next++, term_));
    }
    std::optional<HardState> hard_state;
    if (parts % 2 == 1) hard_state = HardState{term_, 1, visible.LastIndex()};
    const bool waits = Below(3) != 0;

    if (snapshot != nullptr) model_.operations.emplace_back(snapshot);
    for (const Entry& entry : entries) model_.operations.emplace_back(entry);
    if (hard_state) model_.operations.emplace_back(*hard_state);
    if (waits) model_.groups.push_back(model_.operations.size());
    disk_.Write(snapshot, entries, hard_state ? &*hard_state : nullptr, waits);
  }

  // What is compacted was applied, so it is durable and never overwritten.
  void Compact() {
    const MemoryStorage visible = model_.Visible();
    MemoryStorage& durable = model_.durable;
    if (durable.LastIndex() < durable.FirstIndex()) return;
    const Index index = durable.FirstIndex() +
                        Below(durable.LastIndex() - durable.FirstIndex() + 1);
    if (visible.TermAt(index) != durable.TermAt(index)) return;
    if (durable.CreateSnapshot(index, std::nullopt, raft::Payload("c"))) {
      RC_ASSERT(durable.Compact(index).has_value());
    }
    disk_.Compact(index, 0, (*durable.Snapshot())->conf_state,
                  raft::Payload("c"));
  }

  const std::vector<uint8_t>& choices_;
  size_t at_ = 0;
  Term term_ = 0;
  Model model_;
  SimDisk disk_{MemoryStorage(), /*write_through=*/false};
};

RC_GTEST_PROP(SimDiskModel, DurableIsTheFirstOperationsOfAPlainList, ()) {
  // As long and as different as they get, from the first case on.
  const auto choices = *rc::gen::resize(
      rc::kNominalSize, rc::gen::container<std::vector<uint8_t>>(
                            200, rc::gen::inRange<uint8_t>(0, 240)));
  Pair(choices).Run();
}

}  // namespace
}  // namespace harness
