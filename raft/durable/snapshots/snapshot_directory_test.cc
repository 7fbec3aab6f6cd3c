#include "raft/durable/snapshots/snapshot_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "raft/base/error.h"
#include "raft/base/payload.h"
#include "raft/durable/file_system/paths.h"
#include "raft/durable/file_system/posix_file_system.h"
#include "raft/durable/snapshots/snapshot_file.h"
#include "raft/types.h"

namespace raft::durable {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Snapshot SnapshotAt(Index index, Term term) {
  Snapshot snapshot;
  snapshot.index = index;
  snapshot.term = term;
  snapshot.data = Payload("image");
  return snapshot;
}

class SnapshotDirectoryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* const root = std::getenv("TEST_TMPDIR");
    ASSERT_NE(root, nullptr);
    const auto* const test =
        ::testing::UnitTest::GetInstance()->current_test_info();
    directory_ = Join(root, test->name());
    ASSERT_TRUE(MakeSnapshotDirectory(files_, directory_));
  }
  std::string PathOf(EntryId end) const {
    return Join(directory_, SnapshotFileName(end));
  }

  std::string directory_;
  PosixFileSystem files_;
};

TEST_F(SnapshotDirectoryTest, WhatWasSavedIsReadBack) {
  ASSERT_TRUE(SaveSnapshot(files_, directory_, SnapshotAt(5, 2)));
  const auto loaded = LoadSnapshot(files_, directory_, {2, 5});
  ASSERT_TRUE(loaded);
  EXPECT_EQ(**loaded, SnapshotAt(5, 2));
  ASSERT_TRUE(MakeSnapshotDirectory(files_, directory_)) << "it is there";
}

TEST_F(SnapshotDirectoryTest, TheNewestIsTheFirst) {
  for (const EntryId end : {EntryId{1, 16}, EntryId{3, 9}, EntryId{2, 300}}) {
    ASSERT_TRUE(SaveSnapshot(files_, directory_, SnapshotAt(end.index,
                                                            end.term)));
  }
  EXPECT_THAT(ListSnapshots(files_, directory_)->snapshots,
              ElementsAre(EntryId{2, 300}, EntryId{1, 16}, EntryId{3, 9}));
  ASSERT_TRUE(RemoveSnapshot(files_, directory_, {1, 16}));
  EXPECT_THAT(ListSnapshots(files_, directory_)->snapshots,
              ElementsAre(EntryId{2, 300}, EntryId{3, 9}));
}

TEST_F(SnapshotDirectoryTest, WhatACrashLeftIsNoSnapshotAndDoesNotBlockOne) {
  std::ofstream(PathOf({2, 5}) + ".tmp") << "half";
  std::ofstream(Join(directory_, "db")) << "somebody's";
  const auto names = ListSnapshots(files_, directory_);
  EXPECT_THAT(names->snapshots, ElementsAre());
  EXPECT_THAT(names->left_overs, ElementsAre(SnapshotFileName({2, 5}) +
                                             ".tmp"));
  EXPECT_THAT(names->others, ElementsAre("db"));
  ASSERT_TRUE(SaveSnapshot(files_, directory_, SnapshotAt(5, 2)));
  EXPECT_TRUE(LoadSnapshot(files_, directory_, {2, 5}));
}

TEST_F(SnapshotDirectoryTest, ADamagedOneIsNamed) {
  std::ofstream(PathOf({2, 5})) << "half";
  const auto loaded = LoadSnapshot(files_, directory_, {2, 5});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::kBadBytes);
  EXPECT_THAT(loaded.error().detail, HasSubstr(PathOf({2, 5}) + " is damaged"));
  EXPECT_EQ(LoadSnapshot(files_, directory_, {2, 6}).error().code,
            ErrorCode::kIo);
}

}  // namespace
}  // namespace raft::durable
