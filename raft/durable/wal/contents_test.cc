#include "raft/durable/wal/contents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "raft/durable/wal/record.h"
#include "raft/durable/wal/record_data.h"
#include "raft/durable/wal/segment_reader.h"
#include "raft/types.h"

namespace raft::wal {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

SegmentRecord RecordOf(RecordType type, Content content) {
  SegmentRecord record;
  record.record.type = type;
  record.content = std::move(content);
  return record;
}

std::string AddEntry(Contents& contents, Index index, Term term) {
  return contents.Add(RecordOf(RecordType::kEntry,
                               Entry{.term = term, .index = index, .data = {},
                                     .type = {}}));
}

std::string AddSnapshot(Contents& contents, Index index, Term term) {
  return contents.Add(
      RecordOf(RecordType::kSnapshot, SnapshotRecord{index, term, {}}));
}

std::string AddState(Contents& contents, const HardState& state) {
  return contents.Add(RecordOf(RecordType::kState, state));
}

std::string AddMetadata(Contents& contents,
                        std::optional<std::string_view> data) {
  SegmentRecord record = RecordOf(RecordType::kMetadata, {});
  record.record.data = data;
  return contents.Add(record);
}

// Entries 1 to 5 of term 1.
Contents FiveEntries() {
  Contents contents(1);
  for (Index i = 1; i <= 5; ++i) EXPECT_EQ(AddEntry(contents, i, 1), "");
  return contents;
}

std::vector<Index> IndexesOf(const Contents& contents) {
  std::vector<Index> indexes;
  for (const Entry& entry : contents.entries()) indexes.push_back(entry.index);
  return indexes;
}

TEST(Contents, AnEntryCutsWhatStandsAtAndAfterIt) {
  Contents contents = FiveEntries();
  EXPECT_EQ(AddEntry(contents, 3, 2), "");
  EXPECT_THAT(IndexesOf(contents), ElementsAre(1, 2, 3));
  EXPECT_EQ(contents.entries()[2].term, 2);
  EXPECT_EQ(contents.last_index(), 3);
}

TEST(Contents, AnEntryBelowAllReplacesAll) {
  Contents contents(4);
  EXPECT_EQ(AddEntry(contents, 4, 1), "");
  EXPECT_EQ(AddEntry(contents, 2, 2), "");
  EXPECT_THAT(IndexesOf(contents), ElementsAre(2));
  EXPECT_EQ(contents.base(), (EntryId{0, 1}));
}

TEST(Contents, AGapIsRefused) {
  Contents contents = FiveEntries();
  EXPECT_THAT(AddEntry(contents, 7, 1), HasSubstr("entry 7 behind entry 5"));
  Contents empty(4);
  EXPECT_NE(AddEntry(empty, 5, 1), "");
  EXPECT_NE(AddEntry(empty, 0, 1), "");
}

TEST(Contents, TheLastStateCounts) {
  Contents contents = FiveEntries();
  EXPECT_EQ(AddState(contents, {1, 2, 3}), "");
  EXPECT_EQ(AddState(contents, {2, 0, 4}), "");
  EXPECT_EQ(contents.state(), (HardState{2, 0, 4}));
}

TEST(Contents, ASnapshotWithinTheLogLeavesItAsItIs) {
  Contents contents = FiveEntries();
  AddSnapshot(contents, 3, 1);
  EXPECT_THAT(IndexesOf(contents), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_TRUE(contents.Recorded({1, 3}));
  EXPECT_FALSE(contents.Recorded({2, 3}));
  EXPECT_FALSE(contents.Recorded({1, 4}));
}

// The old suffix must not come back behind it.
TEST(Contents, ASnapshotThatConflictsDropsTheLog) {
  Contents contents = FiveEntries();
  AddSnapshot(contents, 3, 2);
  EXPECT_THAT(IndexesOf(contents), ElementsAre());
  EXPECT_EQ(contents.base(), (EntryId{2, 3}));
  EXPECT_EQ(AddEntry(contents, 4, 2), "");
  EXPECT_THAT(IndexesOf(contents), ElementsAre(4));
}

TEST(Contents, ASnapshotBehindTheEndDropsTheLog) {
  Contents contents = FiveEntries();
  AddSnapshot(contents, 9, 1);
  EXPECT_EQ(contents.base(), (EntryId{1, 9}));
  EXPECT_EQ(contents.last_index(), 9);
}

TEST(Contents, ASnapshotBelowTheLogSaysNothing) {
  Contents contents(4);
  EXPECT_EQ(AddEntry(contents, 4, 1), "");
  AddSnapshot(contents, 2, 7);
  EXPECT_THAT(IndexesOf(contents), ElementsAre(4));
  EXPECT_EQ(contents.base(), (EntryId{0, 3}));
}

TEST(Contents, ASnapshotJustBeforeTheLogTellsTheTermThere) {
  Contents contents(4);
  EXPECT_EQ(AddEntry(contents, 4, 2), "");
  AddSnapshot(contents, 3, 2);
  EXPECT_THAT(IndexesOf(contents), ElementsAre(4));
  EXPECT_EQ(contents.base(), (EntryId{2, 3}));
}

TEST(Contents, MetadataIsTheSameEverywhere) {
  Contents contents(1);
  EXPECT_EQ(AddMetadata(contents, "node 1"), "");
  EXPECT_EQ(AddMetadata(contents, "node 1"), "");
  EXPECT_NE(AddMetadata(contents, "node 2"), "");
  EXPECT_NE(AddMetadata(contents, std::nullopt), "");
  EXPECT_EQ(contents.metadata(), "node 1");
}

TEST(Contents, TermsDoNotRetreatAndCommitIsNotBehindTheEnd) {
  Contents contents = FiveEntries();
  EXPECT_EQ(AddState(contents, {1, 0, 5}), "");
  EXPECT_EQ(contents.Judge(), "");
  EXPECT_EQ(AddState(contents, {1, 0, 6}), "");
  EXPECT_THAT(contents.Judge(), HasSubstr("commit 6 where the log ends at 5"));
  EXPECT_EQ(AddEntry(contents, 6, 3), "");
  EXPECT_EQ(AddEntry(contents, 7, 2), "");
  EXPECT_THAT(contents.Judge(), HasSubstr("entry 7 of term 2"));
  EXPECT_EQ(AddEntry(contents, 6, 4), "");
  EXPECT_EQ(contents.Judge(), "") << "only the log that results counts";
}

}  // namespace
}  // namespace raft::wal
