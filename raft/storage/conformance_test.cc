#include "raft/storage/conformance.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "raft/storage/memory_storage.h"

namespace raft {
namespace {

// A way to be wrong; none of them is the storage that ships.
enum class Fault {
  kNone,
  kKeepsConflictingEntries,
  kForgetsTheHardState,   // At a restart.
  kKeepsTheLogBeneath,    // An installed snapshot.
  kLosesTheLastEntry,     // At a restart.
  kIgnoresTheLimit,
  kCompactsTooMuch,
  kForgetsTheMembership,  // Of its own snapshots.
  kHasNoTermBeforeTheFirst,
};

class FaultyStorage : public MemoryStorage {
 public:
  explicit FaultyStorage(Fault fault) : fault_(fault) {}
  Result<void> Entries(Index low, Index high, uint64_t max_bytes,
                       EntryList& entries) const override {
    return MemoryStorage::Entries(
        low, high, fault_ == Fault::kIgnoresTheLimit ? kUnlimited : max_bytes,
        entries);
  }
  Result<raft::Term> TermAt(Index index) const override {
    if (fault_ == Fault::kHasNoTermBeforeTheFirst && index != 0 &&
        index == FirstIndex() - 1) {
      return Fail(ErrorCode::kCompacted);
    }
    return MemoryStorage::TermAt(index);
  }

 private:
  Fault fault_;
};

class Subject : public StorageSubject {
 public:
  explicit Subject(Fault fault) : fault_(fault), storage_(fault) {}
  const Storage& storage() const override { return storage_; }

  Result<void> Write(const SnapshotPtr& snapshot,
                     std::span<const Entry> entries,
                     const HardState* hard_state) override {
    if (snapshot != nullptr) {
      const EntryList beneath = EntriesAfter(snapshot->index);
      if (auto done = storage_.ApplySnapshot(snapshot); !done) return done;
      if (fault_ == Fault::kKeepsTheLogBeneath && !beneath.empty()) {
        storage_.Append({beneath.data(), beneath.size()});
      }
    }
    if (!entries.empty()) {
      const EntryList behind = EntriesAfter(entries.back().index);
      storage_.Append(entries);
      if (fault_ == Fault::kKeepsConflictingEntries && !behind.empty()) {
        storage_.Append({behind.data(), behind.size()});
      }
    }
    if (hard_state != nullptr) storage_.SetHardState(*hard_state);
    return {};
  }

  Result<void> Compact(Index index, const ConfState& conf_state,
                       const Payload& data) override {
    const std::optional<ConfState> members =
        fault_ == Fault::kForgetsTheMembership ? std::nullopt
                                               : std::optional(conf_state);
    const auto made = storage_.CreateSnapshot(index, members, data);
    if (!made) return std::unexpected(made.error());
    const bool more = fault_ == Fault::kCompactsTooMuch &&
                      index < storage_.LastIndex();
    return storage_.Compact(more ? index + 1 : index);
  }

  Result<void> Reopen() override {
    if (fault_ == Fault::kForgetsTheHardState) storage_.SetHardState({});
    if (fault_ == Fault::kLosesTheLastEntry &&
        storage_.LastIndex() > storage_.FirstIndex()) {
      const EntryList all = EntriesAfter(storage_.FirstIndex() - 1);
      storage_.Append({all.data(), all.size() - 1});
    }
    return {};
  }

 private:
  // Those that it has behind `index`.
  EntryList EntriesAfter(Index index) const {
    EntryList entries;
    const Index low = std::max(index + 1, storage_.FirstIndex());
    if (low <= storage_.LastIndex()) {
      (void)storage_.Entries(low, storage_.LastIndex() + 1, kUnlimited,
                             entries);
    }
    return entries;
  }

  Fault fault_;
  FaultyStorage storage_;
};

MakeStorageSubject MakerOf(Fault fault) {
  return [fault] { return std::make_unique<Subject>(fault); };
}

// The numbers of the checks that have something to say.
std::set<size_t> Complaining(Fault fault) {
  std::set<size_t> numbers;
  for (size_t i = 0; i < StorageChecks().size(); ++i) {
    if (!StorageChecks()[i].run(MakerOf(fault)).empty()) numbers.insert(i);
  }
  return numbers;
}

TEST(Conformance, TheMemoryStorageConforms) {
  for (const StorageCheck& check : StorageChecks()) {
    EXPECT_EQ(check.run(MakerOf(Fault::kNone)), "") << check.claim;
  }
}

TEST(Conformance, EachFaultIsSeenByTheCheckOfItsKind) {
  EXPECT_TRUE(Complaining(Fault::kKeepsConflictingEntries).contains(3));
  EXPECT_TRUE(Complaining(Fault::kForgetsTheHardState).contains(2));
  EXPECT_TRUE(Complaining(Fault::kKeepsTheLogBeneath).contains(6));
  EXPECT_TRUE(Complaining(Fault::kLosesTheLastEntry).contains(1));
  EXPECT_TRUE(Complaining(Fault::kIgnoresTheLimit).contains(4));
  EXPECT_TRUE(Complaining(Fault::kCompactsTooMuch).contains(7));
  EXPECT_TRUE(Complaining(Fault::kForgetsTheMembership).contains(7));
  EXPECT_TRUE(Complaining(Fault::kHasNoTermBeforeTheFirst).contains(6));
}

TEST(Conformance, TheLifeOfANodeSeesNearlyAllFaults) {
  const size_t life = StorageChecks().size() - 1;
  for (const Fault fault :
       {Fault::kKeepsConflictingEntries, Fault::kForgetsTheHardState,
        Fault::kKeepsTheLogBeneath, Fault::kLosesTheLastEntry,
        Fault::kCompactsTooMuch, Fault::kForgetsTheMembership,
        Fault::kHasNoTermBeforeTheFirst}) {
    EXPECT_TRUE(Complaining(fault).contains(life)) << static_cast<int>(fault);
  }
}

}  // namespace
}  // namespace raft
