#include "raft/durable/wal/segment_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
// After gtest, which it builds on.
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "raft/base/payload.h"
#include "raft/durable/wal/record.h"
#include "raft/durable/wal/record_data.h"
#include "raft/durable/wal/segment_writer.h"
#include "raft/types.h"

namespace raft::wal {
namespace {

using ::testing::HasSubstr;

constexpr uint64_t kNumber = 77;
constexpr uint64_t kSequence = 3;

// A head, entries and a state.
struct Segment {
  explicit Segment(std::optional<uint64_t> number, uint32_t crc = 5)
      : writer(number, kSequence, crc) {
    writer.AppendHead(bytes);
    writer.Append(RecordType::kMetadata, "node", bytes);
    AppendState({1, 2, 3});
    writer.Synced(writer.end());
  }
  void AppendEntry(Index index, std::string_view data) {
    std::string encoded;
    wal::AppendEntry({.term = 1, .index = index, .data = Payload(data),
                      .type = {}},
                     encoded);
    writer.Append(RecordType::kEntry, encoded, bytes);
  }
  void AppendState(const HardState& state) {
    std::string encoded;
    wal::AppendState(state, encoded);
    writer.Append(RecordType::kState, encoded, bytes);
  }

  SegmentWriter writer;
  std::string bytes;
};

// What is read of `bytes`, and why it stops.
struct Reading {
  std::vector<uint64_t> ends;
  std::string why;
};
Reading Read(std::string_view bytes, std::optional<uint32_t> crc = 5) {
  SegmentReader reader(bytes, kSequence, crc);
  Reading reading;
  while (const auto record = reader.Next()) reading.ends.push_back(record->end);
  reading.why = reader.why();
  return reading;
}

TEST(SegmentReader, ReadsWhatWasWritten) {
  for (const std::optional<uint64_t> number : {std::optional(kNumber), {}}) {
    Segment segment(number);
    const uint64_t head = segment.writer.end();
    segment.AppendEntry(7, "data");
    SegmentReader reader(segment.bytes, kSequence, 5);
    EXPECT_EQ(reader.Next()->record.type, RecordType::kCrc);
    EXPECT_EQ(reader.number(), number);
    EXPECT_EQ(reader.Next()->record.data, "node");
    EXPECT_EQ(std::get<HardState>(reader.Next()->content),
              (HardState{1, 2, 3}));
    const auto entry = reader.Next();
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->begin, head);
    EXPECT_EQ(entry->end, segment.bytes.size());
    EXPECT_EQ(std::get<Entry>(entry->content).data.view(), "data");
    EXPECT_FALSE(reader.Next());
    EXPECT_EQ(reader.why(), "");
    EXPECT_EQ(reader.position(), segment.bytes.size());
    EXPECT_EQ(reader.crc(), segment.writer.crc());
    EXPECT_EQ(reader.synced_to(), number ? head : 1);
  }
}

TEST(SegmentReader, StopsAtZerosThatReachToTheEndOfTheFile) {
  Segment segment(kNumber);
  const Reading reading = Read(segment.bytes + std::string(999, '\0'));
  EXPECT_EQ(reading.ends.size(), 3);
  EXPECT_EQ(reading.why, "");
}

TEST(SegmentReader, ZerosWithSomethingBehindThemAreNoEnd) {
  Segment segment(kNumber);
  EXPECT_THAT(Read(segment.bytes + std::string(99, '\0') + "x").why,
              HasSubstr("a length of zero"));
}

TEST(SegmentReader, TheChecksumGoesOnFromTheFileBefore) {
  Segment segment(kNumber, 5);
  EXPECT_THAT(Read(segment.bytes, 6).why, HasSubstr("checksum"));
  EXPECT_EQ(Read(segment.bytes, std::nullopt).why, "") << "it is unknown";
}

TEST(SegmentReader, ASegmentBeginsWithChecksumAndMetadataAndHasNoOthers) {
  SegmentWriter writer(kNumber, kSequence, 5);
  std::string bytes;
  writer.AppendHead(bytes);
  const uint64_t first = bytes.size();
  writer.Append(RecordType::kState, "\x08\x00\x10\x00\x18\x00", bytes);
  EXPECT_THAT(Read(bytes).why, HasSubstr("a type that cannot be here"));
  EXPECT_NE(Read(bytes.substr(first)).why, "");
  Segment segment(kNumber);
  segment.writer.Append(RecordType::kMetadata, "node", segment.bytes);
  EXPECT_THAT(Read(segment.bytes).why, HasSubstr("cannot be here"));
}

TEST(SegmentReader, AnotherLogsRecordsAreNotRead) {
  Segment segment(kNumber);
  Segment other(kNumber + 1);
  const uint64_t second = Read(segment.bytes).ends[0];
  std::string mixed = segment.bytes.substr(0, second);
  mixed += other.bytes.substr(second);
  EXPECT_THAT(Read(mixed).why, HasSubstr("not written here"));
}

TEST(SegmentReader, RecordsWithoutMarksAreReadBehindOthers) {
  Segment segment(kNumber);
  SegmentWriter etcd(std::nullopt, kSequence, segment.writer.crc(),
                     segment.writer.end());
  std::string data;
  AppendState({4, 5, 6}, data);
  etcd.Append(RecordType::kState, data, segment.bytes);
  EXPECT_EQ(Read(segment.bytes).why, "");
  EXPECT_EQ(Read(segment.bytes).ends.size(), 4);
}

TEST(SegmentReader, MarksWithoutANumberAreNotRead) {
  Segment segment(std::nullopt);
  SegmentWriter ours(kNumber, kSequence, segment.writer.crc(),
                     segment.writer.end());
  std::string data;
  AppendState({4, 5, 6}, data);
  ours.Append(RecordType::kState, data, segment.bytes);
  EXPECT_THAT(Read(segment.bytes).why, HasSubstr("without a number"));
}

// etcd's checksum covers the data only: there the entry would just be gone.
TEST(SegmentReader, AnEntryWhoseTypeBecameThatOfAStateIsNotRead) {
  for (const std::optional<uint64_t> number : {std::optional(kNumber), {}}) {
    Segment segment(number);
    const uint64_t begin = segment.writer.end();
    segment.AppendEntry(7, "data");
    EXPECT_EQ(segment.bytes[begin + 9], 2);
    segment.bytes[begin + 9] = 3;
    const Reading reading = Read(segment.bytes);
    EXPECT_EQ(reading.ends.size(), 3);
    EXPECT_NE(reading.why, "");
  }
}

RC_GTEST_PROP(SegmentReaderProperty, AnyChangedBitIsSeen,
              (bool marks, std::string data)) {
  Segment segment(marks ? std::optional(kNumber) : std::nullopt);
  segment.AppendEntry(7, data);
  segment.AppendState({1, 2, 7});
  const auto bit = *rc::gen::inRange<size_t>(0, segment.bytes.size() * 8);
  std::string damaged = segment.bytes;
  damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << bit % 8);
  const Reading whole = Read(segment.bytes);
  const Reading reading = Read(damaged);
  RC_ASSERT(whole.why.empty() && whole.ends.size() == 5U);
  RC_ASSERT(!reading.why.empty());
  RC_ASSERT(reading.ends.size() < 5U);
  // What the first record says is seen by the one after it at the latest.
  const uint64_t end = reading.ends.empty() ? 0 : reading.ends.back();
  const bool at_once = end <= bit / 8 || end == whole.ends.front();
  RC_ASSERT(at_once);
}

}  // namespace
}  // namespace raft::wal
