#include "raft/durable/wal/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "raft/base/check.h"
#include "raft/base/error.h"
#include "raft/base/payload.h"
#include "raft/durable/file_system/paths.h"
#include "raft/durable/file_system/posix_file_system.h"
#include "raft/durable/wal/contents.h"
#include "raft/durable/wal/segment_name.h"
#include "raft/types.h"

namespace raft::wal {
namespace {

using durable::Join;
using durable::PathKind;
using durable::PosixFileSystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Entry EntryAt(Index index, Term term, std::string_view data = "data") {
  return {.term = term, .index = index, .data = Payload(data), .type = {}};
}

// A log on the machine's file system, in a directory of its own.
class LogTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* const root = std::getenv("TEST_TMPDIR");
    ASSERT_NE(root, nullptr);
    const auto* const test =
        ::testing::UnitTest::GetInstance()->current_test_info();
    directory_ = Join(root, test->name());
    options_.segment_bytes = 1000;
    options_.number = 0x1234567890abcdef;
  }

  Log Create(const LogBirth& birth = {}) {
    Result<Log> log = Log::Create(files_, directory_, options_, birth);
    RAFT_CHECK(log, "{}", log.error().detail);
    return std::move(*log);
  }
  OpenedLog Open(Index oldest = 0) {
    Result<OpenedLog> opened = Log::Open(files_, directory_, options_, oldest);
    RAFT_CHECK(opened, "{}", opened.error().detail);
    return std::move(*opened);
  }
  // Why the log cannot be opened; empty if it can.
  std::string Refusal(Index oldest = 0) {
    Result<OpenedLog> opened = Log::Open(files_, directory_, options_, oldest);
    if (!opened) return opened.error().detail;
    opened->log.Abandon();
    return "";
  }
  // What is read of the log when it is opened and closed at once.
  Contents ReadBack(Index oldest = 0) {
    OpenedLog opened = Open(oldest);
    opened.log.Abandon();
    return std::move(opened.contents);
  }
  static void Save(Log& log, const std::vector<Entry>& entries,
                   const HardState& state) {
    ASSERT_TRUE(log.Append(entries, &state));
    ASSERT_TRUE(log.Sync());
  }
  // Saves entries of [first, last], one by one.
  static void SaveAll(Log& log, Index first, Index last, Term term = 1) {
    for (Index i = first; i <= last; ++i) {
      Save(log, {EntryAt(i, term, std::string(100, 'd'))}, {term, 1, i});
    }
  }
  std::string PathOf(const SegmentName& name) const {
    return Join(directory_, FileName(name));
  }
  std::string BytesOf(const std::string& path) {
    const Result<std::string> bytes = durable::ReadFile(files_, path);
    RAFT_CHECK(bytes, "{}", bytes.error().detail);
    return *bytes;
  }
  static void SetBytes(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
  }
  void Flip(const std::string& path, size_t bit) {
    std::string bytes = BytesOf(path);
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ 1 << bit % 8);
    SetBytes(path, bytes);
  }

  std::string directory_;
  LogOptions options_;
  PosixFileSystem files_;
};

TEST_F(LogTest, WhatWasSavedIsReadBack) {
  Log log = Create({.metadata = "node 1"});
  Save(log, {EntryAt(1, 1), EntryAt(2, 1, "")}, {1, 2, 0});
  Save(log, {EntryAt(3, 2)}, {2, 3, 1});
  ASSERT_TRUE(log.Close());
  const Contents contents = ReadBack();
  EXPECT_EQ(contents.metadata(), "node 1");
  EXPECT_EQ(contents.state(), (HardState{2, 3, 1}));
  EXPECT_THAT(contents.entries(),
              ElementsAre(EntryAt(1, 1), EntryAt(2, 1, ""), EntryAt(3, 2)));
  EXPECT_EQ(files_.Kind(directory_ + ".tmp"), PathKind::kNothing);
}

TEST_F(LogTest, IsBornWithWhatItIsCreatedWith) {
  Create({.entries = {EntryAt(1, 1), EntryAt(2, 1)}, .state = {1, 0, 2}})
      .Abandon();
  const Contents contents = ReadBack();
  EXPECT_THAT(contents.entries(), ElementsAre(EntryAt(1, 1), EntryAt(2, 1)));
  EXPECT_EQ(contents.state(), (HardState{1, 0, 2}));
  EXPECT_EQ(contents.metadata(), std::nullopt);
}

// The bytes of a raftexample's first boot, as etcd 3.4.23 wrote them.
TEST_F(LogTest, WithoutMarksItsBytesAreThoseOfEtcd) {
  options_.marks = false;
  LogBirth birth;
  for (Index i = 1; i <= 3; ++i) {
    std::string change("\x08\0\x10\0\x18\0", 6);
    change.back() = static_cast<char>(i);
    birth.entries.push_back({.term = 1, .index = i, .data = Payload(change),
                             .type = EntryType::kConfChange});
  }
  birth.state = {1, 0, 3};
  Create(birth).Abandon();
  const std::string bytes = BytesOf(PathOf({0, 0}));
  EXPECT_EQ(bytes.size(), options_.segment_bytes);
  EXPECT_EQ(bytes.substr(32, 24),
            std::string_view("\x0e\0\0\0\0\0\0\x82\x08\x05\x10\xa0\xb3\x9b\x8f"
                             "\x08\x1a\x04\x08\0\x10\0\0\0",
                             24));
  EXPECT_EQ(bytes.substr(152, 24),
            std::string_view("\x0f\0\0\0\0\0\0\x81\x08\x03\x10\xd2\xa7\xef\x22"
                             "\x1a\x06\x08\x01\x10\0\x18\x03\0",
                             24));
  EXPECT_THAT(bytes.substr(176), ::testing::Each('\0'));
}

TEST_F(LogTest, ASegmentThatIsLongEnoughIsCut) {
  Log log = Create();
  SaveAll(log, 1, 20);
  ASSERT_GT(log.segments().size(), 2);
  EXPECT_EQ(log.segments()[0], (SegmentName{0, 0}));
  const SegmentName second = log.segments()[1];
  EXPECT_EQ(second.sequence, 1);
  ASSERT_TRUE(log.Close());
  // All but the last end where their last record does.
  EXPECT_NE(BytesOf(PathOf({0, 0})).substr(
                BytesOf(PathOf({0, 0})).size() - 8),
            std::string(8, '\0'));
  const Contents contents = ReadBack();
  EXPECT_EQ(contents.last_index(), 20);
  EXPECT_EQ(contents.state().commit, 20);
}

TEST_F(LogTest, LowerEntriesReplaceHigherOnesOverSegments) {
  Log log = Create();
  SaveAll(log, 1, 20);
  SaveAll(log, 3, 4, /*term=*/2);
  ASSERT_TRUE(log.Close());
  const Contents contents = ReadBack();
  EXPECT_EQ(contents.last_index(), 4);
  EXPECT_EQ(contents.entries()[2].term, 2);
}

TEST_F(LogTest, EntriesThatLeaveAGapAreAPanic) {
  Log log = Create();
  SaveAll(log, 1, 2);
  EXPECT_THROW((void)log.Append(std::vector{EntryAt(4, 1)}, nullptr), Panic);
}

// etcd saves it, and never opens again.
TEST_F(LogTest, AnEntryThatIsTooLongIsRefusedAndTheLogGoesOn) {
  Log log = Create();
  const Entry longest = EntryAt(1, 1, std::string(10'485'760 - 100, 'x'));
  const auto refused =
      log.Append(std::vector{EntryAt(1, 1, std::string(10'485'760, 'x'))},
                 nullptr);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kBadBytes);
  Save(log, {longest}, {1, 0, 0});
  ASSERT_TRUE(log.Close());
  EXPECT_THAT(ReadBack().entries(), ElementsAre(longest));
}

TEST_F(LogTest, IsLockedUntilItIsClosed) {
  Log log = Create();
  EXPECT_THAT(Refusal(), HasSubstr("is locked"));
  ASSERT_TRUE(log.Close());
  EXPECT_EQ(Refusal(), "");
}

TEST_F(LogTest, IsNotCreatedWhereSomethingIs) {
  Create().Abandon();
  const auto again = Log::Create(files_, directory_, options_, {});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().detail, directory_ + " is there already");
}

TEST_F(LogTest, ALeftOverOfACreationIsReplaced) {
  ASSERT_TRUE(files_.MakeDirectory(directory_ + ".tmp"));
  SetBytes(directory_ + ".tmp/0000000000000000-0000000000000000.wal", "junk");
  Create().Abandon();
  EXPECT_EQ(Refusal(), "");
}

TEST_F(LogTest, ADirectoryWithoutALogIsRefusedAndLeftAsItIs) {
  EXPECT_THAT(Refusal(), HasSubstr("cannot list " + directory_));
  ASSERT_TRUE(files_.MakeDirectory(directory_));
  SetBytes(Join(directory_, "0.tmp"), "somebody's");
  EXPECT_EQ(Refusal(), directory_ + ": there is no log in it");
  EXPECT_EQ(BytesOf(Join(directory_, "0.tmp")), "somebody's");
}

TEST_F(LogTest, LeftOversGoAndWhatIsNotTheLogsStays) {
  Create().Abandon();
  for (const char* const name : {"0.tmp", "1.tmp", "tail.tmp", "notes.txt"}) {
    SetBytes(Join(directory_, name), "junk");
  }
  OpenedLog opened = Open();
  EXPECT_THAT(opened.warnings,
              ElementsAre("notes.txt is not the log's: left alone"));
  SaveAll(opened.log, 1, 20);
  ASSERT_TRUE(opened.log.Close());
  EXPECT_EQ(ReadBack().last_index(), 20) << "0.tmp was not used again";
  EXPECT_EQ(files_.Kind(Join(directory_, "1.tmp")), PathKind::kNothing);
  EXPECT_EQ(BytesOf(Join(directory_, "notes.txt")), "junk");
}

TEST_F(LogTest, AMissingSegmentIsNamed) {
  Log log = Create();
  SaveAll(log, 1, 30);
  const std::vector<SegmentName> segments = log.segments();
  ASSERT_GT(segments.size(), 3);
  ASSERT_TRUE(log.Close());
  const std::string last = BytesOf(PathOf(segments.back()));
  ASSERT_TRUE(files_.Remove(PathOf(segments.back())));
  EXPECT_THAT(Refusal(), HasSubstr("the segment " + FileName(segments.back()) +
                                   " is missing"));
  SetBytes(PathOf(segments.back()), last);
  ASSERT_TRUE(files_.Remove(PathOf(segments[1])));
  EXPECT_THAT(Refusal(), HasSubstr("segment 1 is missing"));
}

TEST_F(LogTest, WithoutATailNothingIsKnownAndADamagedOneIsRefused) {
  Create().Abandon();
  ASSERT_TRUE(files_.Remove(Join(directory_, "tail")));
  EXPECT_EQ(Refusal(), "");
  Flip(Join(directory_, "tail"), 8 * 15);
  EXPECT_THAT(Refusal(), HasSubstr("tail is damaged"));
}

TEST_F(LogTest, OnlySegmentsThatNobodyNeedsAreCompacted) {
  Log log = Create();
  SaveAll(log, 1, 30);
  const std::vector<SegmentName> before = log.segments();
  const Index oldest = before[2].index;
  ASSERT_TRUE(log.AppendSnapshot({.index = oldest, .term = 1}));
  ASSERT_TRUE(log.Sync());
  // The last entry before a segment is not in it.
  ASSERT_TRUE(log.Compact(oldest - 1));
  EXPECT_EQ(log.segments().front(), before[1]);
  ASSERT_TRUE(log.Compact(oldest));
  EXPECT_EQ(log.segments().front(), before[2]);
  EXPECT_EQ(files_.Kind(PathOf(before[1])), PathKind::kNothing);
  ASSERT_TRUE(log.Compact(oldest));
  ASSERT_TRUE(log.Close());
  const Contents contents = ReadBack(oldest);
  EXPECT_EQ(contents.base().index, oldest - 1);
  EXPECT_EQ(contents.last_index(), 30);
  EXPECT_TRUE(contents.Recorded({1, oldest}));
  EXPECT_THAT(Refusal(oldest - 1), HasSubstr("behind the snapshot"));
}

// A crash may have kept any of the removals of a compaction.
TEST_F(LogTest, WhatACompactionLeftBeforeAGapGoes) {
  Log log = Create();
  SaveAll(log, 1, 30);
  const std::vector<SegmentName> segments = log.segments();
  ASSERT_TRUE(log.Close());
  ASSERT_TRUE(files_.Remove(PathOf(segments[1])));
  const Index oldest = segments[2].index;
  EXPECT_EQ(ReadBack(oldest).base().index, oldest - 1);
  EXPECT_EQ(files_.Kind(PathOf(segments[0])), PathKind::kNothing);
}

// etcd's head has it only if one was saved since it opened the log.
TEST_F(LogTest, ASegmentsHeadHasTheLastStateAlsoAfterAReopen) {
  Log log = Create();
  Save(log, {EntryAt(1, 1)}, {7, 3, 0});
  ASSERT_TRUE(log.Close());
  OpenedLog opened = Open();
  for (Index i = 2; opened.log.segments().size() < 3; ++i) {
    ASSERT_TRUE(opened.log.Append(
        std::vector{EntryAt(i, 7, std::string(400, 'x'))}, nullptr));
  }
  const Index oldest = opened.log.segments().back().index;
  ASSERT_TRUE(opened.log.Compact(oldest));
  opened.log.Abandon();
  EXPECT_EQ(ReadBack(oldest).state(), (HardState{7, 3, 0}));
}

TEST_F(LogTest, AnyChangedBitOfAMiddleSegmentIsRefused) {
  Log log = Create();
  SaveAll(log, 1, 12);
  ASSERT_GT(log.segments().size(), 2);
  const std::string path = PathOf(log.segments()[1]);
  ASSERT_TRUE(log.Close());
  const std::string whole = BytesOf(path);
  for (size_t bit = 0; bit < whole.size() * 8; bit += 37) {
    Flip(path, bit);
    EXPECT_NE(Refusal(), "") << bit;
    SetBytes(path, whole);
  }
  SetBytes(path, whole + std::string(8, '\0'));
  EXPECT_THAT(Refusal(), HasSubstr("zeros behind the last record"));
  SetBytes(path, whole.substr(0, whole.size() - 8));
  EXPECT_NE(Refusal(), "");
  SetBytes(path, whole);
  EXPECT_EQ(Refusal(), "");
}

// An orderly stop leaves a mark that covers all that was saved.
TEST_F(LogTest, AnyChangedBitOfWhatWasSavedBeforeAnOrderlyStopIsRefused) {
  options_.segment_bytes = 4096;
  Log log = Create();
  Save(log, {EntryAt(1, 1, std::string(600, '\0')), EntryAt(2, 1)}, {1, 0, 2});
  const std::string path = PathOf({0, 0});
  const size_t saved = BytesOf(path).find_last_not_of('\0') + 1;
  ASSERT_TRUE(log.Close());
  const std::string whole = BytesOf(path);
  for (size_t bit = 0; bit < saved * 8; bit += 23) {
    Flip(path, bit);
    EXPECT_NE(Refusal(), "") << bit;
    SetBytes(path, whole);
  }
  EXPECT_EQ(Refusal(), "");
}

// What etcd would take for the end of the log, and erase from there on.
TEST_F(LogTest, AZeroedLengthInTheMiddleIsRefusedAndNothingIsErased) {
  options_.segment_bytes = 4096;
  Log log = Create();
  SaveAll(log, 1, 5);
  ASSERT_TRUE(log.Close());
  const std::string path = PathOf({0, 0});
  std::string bytes = BytesOf(path);
  bytes.replace(bytes.find(std::string(100, 'd')) - 32, 8, 8, '\0');
  SetBytes(path, bytes);
  EXPECT_THAT(Refusal(), HasSubstr("is damaged at"));
  EXPECT_EQ(BytesOf(path), bytes);
}

TEST_F(LogTest, ATornTailIsCutOffAndKeptBesideTheLog) {
  options_.segment_bytes = 4096;
  Log log = Create();
  SaveAll(log, 1, 2);
  const std::string path = PathOf({0, 0});
  const size_t end = (BytesOf(path).find_last_not_of('\0') / 8 + 1) * 8;
  Save(log, {EntryAt(3, 1, std::string(1500, 'x'))}, {1, 0, 2});
  log.Abandon();
  std::string bytes = BytesOf(path);
  const size_t last = bytes.find_last_not_of('\0') + 1;
  bytes.replace(1024, 512, 512, '\0');
  SetBytes(path, bytes);
  OpenedLog opened = Open();
  EXPECT_EQ(opened.contents.last_index(), 2);
  EXPECT_THAT(opened.warnings,
              ElementsAre(HasSubstr("if this disk lies")));
  EXPECT_EQ(BytesOf(path + ".broken"), bytes.substr(end, last - end));
  EXPECT_THAT(BytesOf(path).substr(end), ::testing::Each('\0'));
  SaveAll(opened.log, 3, 3);
  ASSERT_TRUE(opened.log.Close());
  EXPECT_EQ(ReadBack().last_index(), 3);
  EXPECT_THAT(Open().warnings, IsEmpty()) << "the copy is the log's";
}

TEST_F(LogTest, ASnapshotInAConflictingLogDropsTheOldSuffix) {
  Log log = Create();
  SaveAll(log, 1, 10);
  ASSERT_TRUE(log.AppendSnapshot({.index = 5, .term = 2}));
  Save(log, {}, {2, 0, 5});
  ASSERT_TRUE(log.Close());
  const Contents contents = ReadBack();
  EXPECT_EQ(contents.base(), (EntryId{2, 5}));
  EXPECT_THAT(contents.entries(), IsEmpty());
}

TEST_F(LogTest, ALogWithoutMarksIsContinuedWithThemInASegmentOfItsOwn) {
  options_.marks = false;
  Log log = Create();
  SaveAll(log, 1, 2);
  ASSERT_TRUE(log.Close());
  options_.marks = true;
  OpenedLog opened = Open();
  EXPECT_EQ(opened.log.segments().back(), (SegmentName{1, 3}));
  SaveAll(opened.log, 3, 4);
  ASSERT_TRUE(opened.log.Close());
  options_.marks = false;
  OpenedLog again = Open();
  EXPECT_EQ(again.log.segments().size(), 2);
  SaveAll(again.log, 5, 6);
  ASSERT_TRUE(again.log.Close());
  EXPECT_EQ(ReadBack().last_index(), 6);
}

TEST_F(LogTest, EndsForGoodWhenItIsClosed) {
  Log log = Create();
  ASSERT_TRUE(log.Close());
  const auto saved = log.Append({}, nullptr);
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().code, ErrorCode::kStopped);
  EXPECT_FALSE(log.Sync());
}

}  // namespace
}  // namespace raft::wal
