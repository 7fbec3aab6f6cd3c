#include "raft/durable/disk_storage/disk_storage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "raft/base/check.h"
#include "raft/base/error.h"
#include "raft/base/payload.h"
#include "raft/durable/file_system/paths.h"
#include "raft/durable/file_system/posix_file_system.h"
#include "raft/durable/snapshots/snapshot_directory.h"
#include "raft/durable/snapshots/snapshot_file.h"
#include "raft/durable/wal/segment_name.h"
#include "raft/storage/conformance.h"
#include "raft/types.h"

namespace raft::durable {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Entry EntryAt(Index index, Term term) {
  return {.term = term, .index = index,
          .data = Payload(std::string(200, 'd')), .type = {}};
}

SnapshotPtr SnapshotAt(Index index, Term term) {
  auto snapshot = std::make_shared<raft::Snapshot>();
  snapshot->index = index;
  snapshot->term = term;
  snapshot->data = Payload("image");
  snapshot->conf_state.voters = {1, 2, 3};
  return snapshot;
}

// A new directory for each.
DiskOptions NewOptions() {
  static int count = 0;
  const char* const root = std::getenv("TEST_TMPDIR");
  RAFT_CHECK(root != nullptr, "not in a test");
  const std::string directory = Join(root, std::to_string(count++));
  DiskOptions options;
  options.log_directory = directory + "-wal";
  options.snapshot_directory = directory + "-snap";
  options.log.segment_bytes = 1000;
  options.log.number = 42;
  return options;
}

class DiskStorageTest : public ::testing::Test {
 protected:
  DiskStorage Create(const DiskBirth& birth = {}) {
    Result<DiskStorage> made = DiskStorage::Create(files_, options_, birth);
    RAFT_CHECK(made, "{}", made.error().detail);
    return std::move(*made);
  }
  OpenedDisk Open() {
    Result<OpenedDisk> opened = DiskStorage::Open(files_, options_);
    RAFT_CHECK(opened, "{}", opened.error().detail);
    return std::move(*opened);
  }
  std::string Refusal() {
    Result<OpenedDisk> opened = DiskStorage::Open(files_, options_);
    if (!opened) return opened.error().detail;
    opened->storage.Abandon();
    return "";
  }
  static void Save(DiskStorage& storage, Index first, Index last, Term term) {
    for (Index i = first; i <= last; ++i) {
      const HardState state{.term = term, .vote = 1, .commit = i};
      ASSERT_TRUE(storage.Write(nullptr, std::vector{EntryAt(i, term)},
                                &state));
      ASSERT_TRUE(storage.Sync());
    }
  }
  static void Compact(DiskStorage& storage, Index index) {
    ConfState members;
    members.voters = {1, 2, 3};
    const Result<void> made = storage.Compact(index, members, Payload("image"));
    ASSERT_TRUE(made) << made.error().detail;
  }
  std::string SnapshotPath(EntryId end) const {
    return Join(options_.snapshot_directory, SnapshotFileName(end));
  }
  void Damage(const std::string& path) { std::ofstream(path) << "damaged"; }

  DiskOptions options_ = NewOptions();
  PosixFileSystem files_;
};

TEST_F(DiskStorageTest, IsBornWithAFirstBootsEntries) {
  Create({.entries = {EntryAt(1, 1)}, .state = {1, 0, 1}}).Abandon();
  const OpenedDisk opened = Open();
  EXPECT_EQ(opened.storage.LastIndex(), 1);
  EXPECT_EQ(opened.storage.hard_state(), (HardState{1, 0, 1}));
}

TEST_F(DiskStorageTest, OpensAtItsNewestSnapshot) {
  DiskStorage storage = Create();
  Save(storage, 1, 10, 1);
  Compact(storage, 4);
  Compact(storage, 8);
  ASSERT_TRUE(storage.Close());
  const OpenedDisk opened = Open();
  EXPECT_EQ(opened.storage.FirstIndex(), 9);
  EXPECT_EQ(opened.storage.LastIndex(), 10);
  EXPECT_EQ((*opened.storage.Snapshot())->index, 8);
  EXPECT_THAT(opened.storage.snapshots(),
              ElementsAre(EntryId{1, 4}, EntryId{1, 8}));
  EXPECT_THAT(opened.warnings, IsEmpty());
}

TEST_F(DiskStorageTest, KeepsSoManySnapshotsAndTheLogOfTheOldest) {
  DiskStorage storage = Create();
  Save(storage, 1, 20, 1);
  for (const Index index : {5, 10, 15}) Compact(storage, index);
  EXPECT_THAT(storage.snapshots(), ElementsAre(EntryId{1, 10}, EntryId{1, 15}));
  EXPECT_EQ(files_.Kind(SnapshotPath({1, 5})), PathKind::kNothing);
  EXPECT_GT(storage.log().segments().front().index, 5);
  EXPECT_LE(storage.log().segments().front().index, 10);
}

TEST_F(DiskStorageTest, AnOlderSnapshotServesIfTheNewestIsDamaged) {
  DiskStorage storage = Create();
  Save(storage, 1, 10, 1);
  Compact(storage, 4);
  Compact(storage, 8);
  ASSERT_TRUE(storage.Close());
  Damage(SnapshotPath({1, 8}));
  {
    OpenedDisk opened = Open();
    EXPECT_EQ(opened.storage.FirstIndex(), 5);
    EXPECT_EQ(opened.storage.LastIndex(), 10);
    EXPECT_THAT(opened.warnings, ElementsAre(HasSubstr("is damaged")));
    opened.storage.Abandon();
  }
  ASSERT_TRUE(files_.Remove(SnapshotPath({1, 8})));
  EXPECT_EQ(Refusal(), "") << "nor if it is missing";
}

TEST_F(DiskStorageTest, IsRefusedIfTheLogReachesNoSnapshotThatCanBeRead) {
  options_.snapshots_kept = 1;
  DiskStorage storage = Create();
  Save(storage, 1, 20, 1);
  Compact(storage, 10);
  ASSERT_GT(storage.log().segments().front().index, 1);
  ASSERT_TRUE(storage.Close());
  Damage(SnapshotPath({1, 10}));
  EXPECT_THAT(Refusal(), HasSubstr("no snapshot"));
  ASSERT_TRUE(files_.Remove(SnapshotPath({1, 10})));
  EXPECT_NE(Refusal(), "");
}

// etcd removes old snapshots and old segments each by themselves.
TEST_F(DiskStorageTest, SnapshotsThatTheLogHasLeftBehindDoNoHarm) {
  options_.snapshots_kept = 1;
  DiskStorage storage = Create();
  Save(storage, 1, 20, 1);
  Compact(storage, 10);
  ASSERT_GT(storage.log().segments().front().index, 4);
  ASSERT_TRUE(storage.Close());
  ASSERT_TRUE(SaveSnapshot(files_, options_.snapshot_directory,
                           *SnapshotAt(2, 1)));
  EXPECT_EQ((*Open().storage.Snapshot())->index, 10);
}

TEST_F(DiskStorageTest, ASnapshotThatTheLogDoesNotRecordIsACrashesLeftOver) {
  DiskStorage storage = Create();
  Save(storage, 1, 10, 1);
  ASSERT_TRUE(storage.Close());
  ASSERT_TRUE(SaveSnapshot(files_, options_.snapshot_directory,
                           *SnapshotAt(8, 1)));
  Damage(SnapshotPath({1, 9}) + ".tmp");
  const OpenedDisk opened = Open();
  EXPECT_EQ(opened.storage.FirstIndex(), 1);
  EXPECT_THAT(*files_.List(options_.snapshot_directory), IsEmpty());
}

TEST_F(DiskStorageTest, ASnapshotThatArrivesReplacesTheLog) {
  DiskStorage storage = Create();
  Save(storage, 1, 5, 1);
  const HardState state{.term = 3, .vote = 0, .commit = 9};
  ASSERT_TRUE(storage.Write(SnapshotAt(9, 2), std::vector{EntryAt(10, 3)},
                            &state));
  ASSERT_TRUE(storage.Sync());
  ASSERT_TRUE(storage.Close());
  const OpenedDisk opened = Open();
  EXPECT_EQ(opened.storage.FirstIndex(), 10);
  EXPECT_EQ(opened.storage.LastIndex(), 10);
  EXPECT_EQ(opened.storage.TermAt(9), 2);
  EXPECT_EQ(opened.storage.hard_state(), state);
}

// Whatever followed on it there.
TEST_F(DiskStorageTest, ASnapshotThatArrivesWithinTheLogReplacesItToo) {
  DiskStorage storage = Create();
  Save(storage, 1, 8, 1);
  ASSERT_TRUE(storage.Write(SnapshotAt(5, 1), {}, nullptr));
  const HardState state{.term = 1, .vote = 1, .commit = 5};
  ASSERT_TRUE(storage.Write(nullptr, {}, &state));
  ASSERT_TRUE(storage.Close());
  const OpenedDisk opened = Open();
  EXPECT_EQ(opened.storage.FirstIndex(), 6);
  EXPECT_EQ(opened.storage.LastIndex(), 5);
}

TEST_F(DiskStorageTest, TheLogOfAnotherNodeIsRefused) {
  options_.metadata = "cluster 1, node 1";
  Create().Abandon();
  options_.metadata = "cluster 1, node 2";
  EXPECT_THAT(Refusal(), HasSubstr("of another node"));
  options_.metadata.reset();
  EXPECT_EQ(Refusal(), "");
}

TEST_F(DiskStorageTest, ALogThatDoesNotSayWhoseItIsIsTaken) {
  Create().Abandon();
  options_.metadata = "cluster 1, node 2";
  EXPECT_EQ(Refusal(), "");
}

TEST_F(DiskStorageTest, SnapshotsWithoutALogAreNotBuiltUpon) {
  ASSERT_TRUE(MakeSnapshotDirectory(files_, options_.snapshot_directory));
  ASSERT_TRUE(SaveSnapshot(files_, options_.snapshot_directory,
                           *SnapshotAt(8, 1)));
  const auto made = DiskStorage::Create(files_, options_, {});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::kBadState);
}

TEST_F(DiskStorageTest, ASecondSnapshotAtOneIndexIsRefused) {
  DiskStorage storage = Create();
  Save(storage, 1, 5, 1);
  Compact(storage, 4);
  const auto again = storage.Compact(4, {}, Payload("image"));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kSnapshotOutOfDate);
  Save(storage, 6, 6, 1);
  EXPECT_EQ(storage.TermAt(4), 1);
}

// Closes and opens a storage on the machine's file system.
class Subject : public StorageSubject {
 public:
  Subject() {
    Result<DiskStorage> made = DiskStorage::Create(files_, options_, {});
    RAFT_CHECK(made, "{}", made.error().detail);
    storage_.emplace(std::move(*made));
  }
  const Storage& storage() const override { return *storage_; }
  Result<void> Write(const SnapshotPtr& snapshot,
                     std::span<const Entry> entries,
                     const HardState* hard_state) override {
    const Result<void> written =
        storage_->Write(snapshot, entries, hard_state);
    return written ? storage_->Sync() : written;
  }
  Result<void> Compact(Index index, const ConfState& conf_state,
                       const Payload& data) override {
    return storage_->Compact(index, conf_state, data);
  }
  Result<void> Reopen() override {
    const Result<void> closed = storage_->Close();
    if (!closed) return closed;
    Result<OpenedDisk> opened = DiskStorage::Open(files_, options_);
    if (!opened) return std::unexpected(opened.error());
    storage_.emplace(std::move(opened->storage));
    return {};
  }

 private:
  DiskOptions options_ = NewOptions();
  PosixFileSystem files_;
  std::optional<DiskStorage> storage_;
};

TEST(DiskStorageConformance, IsWhatEveryStorageMustBe) {
  for (const StorageCheck& check : StorageChecks()) {
    EXPECT_EQ(check.run([] { return std::make_unique<Subject>(); }), "")
        << check.claim;
  }
}

}  // namespace
}  // namespace raft::durable
