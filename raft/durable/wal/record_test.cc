#include "raft/durable/wal/record.h"

#include <gtest/gtest.h>
// After gtest, which it builds on.
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "raft/base/payload.h"
#include "raft/durable/crc32c.h"
#include "raft/durable/wal/frame.h"
#include "raft/durable/wal/mark.h"
#include "raft/durable/wal/record_data.h"
#include "raft/types.h"

namespace raft::wal {
namespace {

std::string FromHex(std::string_view hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    const std::string digits(hex.substr(i, 2));
    bytes += static_cast<char>(std::stoi(digits, nullptr, 16));
  }
  return bytes;
}

std::string BytesOf(const Record& record) {
  std::string bytes;
  AppendRecord(record, bytes);
  return bytes;
}

template <typename T>
std::string With(void (*append)(const T&, std::string&), const T& value) {
  std::string bytes;
  append(value, bytes);
  return bytes;
}

Entry AddNode(Index index) {
  std::string change = FromHex("080010001800");
  change.back() = static_cast<char>(index);
  return {.term = 1,
          .index = index,
          .data = Payload(change),
          .type = EntryType::kConfChange};
}

// The first bytes of the log of a raftexample's node 1 of 3, as etcd 3.4.23
// wrote them.
TEST(Record, TheFirstRecordsOfAnEtcdLogAreWrittenToTheByte) {
  const std::vector<std::pair<RecordType, std::optional<std::string>>> records =
      {{RecordType::kCrc, std::nullopt},
       {RecordType::kMetadata, std::nullopt},
       {RecordType::kSnapshot, With(AppendSnapshotRecord, {})},
       {RecordType::kEntry, With(AppendEntry, AddNode(1))},
       {RecordType::kEntry, With(AppendEntry, AddNode(2))},
       {RecordType::kEntry, With(AppendEntry, AddNode(3))},
       {RecordType::kState, With<HardState>(AppendState, {1, 0, 3})}};
  std::string file;
  uint32_t crc = 0;
  for (const auto& [type, data] : records) {
    if (data) crc = durable::ExtendCrc32c(crc, *data);
    AppendFrame(BytesOf({.type = type, .crc = crc, .data = data}), file);
  }
  const auto at = [&file](size_t offset, size_t size) {
    return file.substr(offset, size);
  };
  EXPECT_EQ(at(0, 16), FromHex("04000000000000840804100000000000"));
  EXPECT_EQ(at(16, 16), FromHex("04000000000000840801100000000000"));
  EXPECT_EQ(at(32, 24), FromHex("0e00000000000082"
                                "080510a0b39b8f081a04080010000000"));
  EXPECT_EQ(at(56, 32), FromHex("1800000000000000"
                                "080210f2a8d1e90b1a0e"
                                "0801100118012206080010001801"));
  EXPECT_EQ(at(152, 24), FromHex("0f00000000000081"
                                 "080310d2a7ef221a0608011000180300"));
  EXPECT_EQ(file.size(), 176);
}

TEST(Record, IsOfAKnownTypeAndHasTheFieldsOfThatType) {
  EXPECT_TRUE(ParseRecord(FromHex("08041000")));
  EXPECT_FALSE(ParseRecord(FromHex("08001000"))) << "type 0";
  EXPECT_FALSE(ParseRecord(FromHex("08061000"))) << "type 6";
  EXPECT_FALSE(ParseRecord(FromHex("080410001a00"))) << "a crc with data";
  EXPECT_FALSE(ParseRecord(FromHex("08041000750000000078ff01")))
      << "a crc with a mark";
  EXPECT_FALSE(ParseRecord(FromHex("08011000690000000000000000")))
      << "metadata with a number";
}

TEST(Record, OnlyTheCanonicalFormIsRead) {
  EXPECT_FALSE(ParseRecord(""));
  EXPECT_FALSE(ParseRecord(FromHex("0801"))) << "no crc";
  EXPECT_FALSE(ParseRecord(FromHex("10000801"))) << "out of order";
  EXPECT_FALSE(ParseRecord(FromHex("0881001000"))) << "a long varint";
  EXPECT_FALSE(ParseRecord(FromHex("080110808080801000"))) << "33 bits";
  EXPECT_FALSE(ParseRecord(FromHex("080110002001"))) << "an unknown field";
  EXPECT_FALSE(ParseRecord(FromHex("080110001a05616263"))) << "cut data";
  EXPECT_FALSE(ParseRecord(FromHex("08011000750000000000"))) << "no mark";
  EXPECT_FALSE(ParseRecord(FromHex("0801100075000000007800"))) << "a mark of 0";
  EXPECT_FALSE(ParseRecord(FromHex("080110007801"))) << "no check";
}

TEST(Record, NoDataIsNotTheSameAsEmptyData) {
  EXPECT_EQ(ParseRecord(FromHex("08011000"))->data, std::nullopt);
  EXPECT_EQ(ParseRecord(FromHex("080110001a00"))->data, "");
}

TEST(Record, ItsLastByteIsNotZeroIfItHasAMark) {
  for (const uint64_t synced_to : {1, 127, 128, 1 << 14, 1 << 21}) {
    const Record record = {.type = RecordType::kEntry,
                           .mark = Mark{.synced_to = synced_to}};
    EXPECT_NE(BytesOf(record).back(), '\0');
  }
}

TEST(HasGoodCheck, HoldsInOnePlaceOnly) {
  const Place place = {.number = 7, .sequence = 2, .offset = 64};
  Record record = {.type = RecordType::kEntry, .crc = 5, .mark = Mark{}};
  record.mark->synced_to = 48;
  record.mark->check = CheckOf(place, 48, record.type, record.crc);
  EXPECT_TRUE(HasGoodCheck(record, place));
  EXPECT_FALSE(HasGoodCheck(record, {8, 2, 64}));
  EXPECT_FALSE(HasGoodCheck(record, {7, 3, 64}));
  EXPECT_FALSE(HasGoodCheck(record, {7, 2, 72}));
  Record other = record;
  other.type = RecordType::kState;
  EXPECT_FALSE(HasGoodCheck(other, place));
  other = record;
  other.crc = 6;
  EXPECT_FALSE(HasGoodCheck(other, place));
  other = record;
  other.mark->synced_to = 56;
  EXPECT_FALSE(HasGoodCheck(other, place));
  other.mark.reset();
  EXPECT_FALSE(HasGoodCheck(other, place));
}

// CRC-32C over five words and a half, as the format says.
TEST(CheckOf, IsTheChecksumOfPlaceMarkTypeAndChecksum) {
  std::string bytes;
  for (const uint64_t word : {7, 2, 64, 48, 3}) {
    bytes.append(reinterpret_cast<const char*>(&word), sizeof word);
  }
  bytes += FromHex("efbeadde");
  EXPECT_EQ(CheckOf({7, 2, 64}, 48, RecordType::kState, 0xdeadbeef),
            durable::ExtendCrc32cSlowly(0, bytes));
}

RC_GTEST_PROP(RecordProperty, IsReadAsItWasWritten, (std::string data)) {
  Record record;
  record.type = static_cast<RecordType>(*rc::gen::inRange(1, 6));
  record.crc = *rc::gen::arbitrary<uint32_t>();
  if (record.type == RecordType::kCrc) {
    if (*rc::gen::arbitrary<bool>()) record.number = *rc::gen::arbitrary<uint64_t>();
  } else {
    if (*rc::gen::arbitrary<bool>()) record.data = data;
    if (*rc::gen::arbitrary<bool>()) {
      record.mark.emplace();
      record.mark->check = *rc::gen::arbitrary<uint32_t>();
      record.mark->synced_to = *rc::gen::positive<uint32_t>();
    }
  }
  const std::string bytes = BytesOf(record);
  RC_ASSERT(bytes.size() == RecordSize(record));
  RC_ASSERT(bytes.size() <= data.size() + kRecordFieldsMax);
  RC_ASSERT(ParseRecord(bytes) == record);
}

}  // namespace
}  // namespace raft::wal
