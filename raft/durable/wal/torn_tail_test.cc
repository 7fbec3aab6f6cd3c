#include "raft/durable/wal/torn_tail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "raft/durable/wal/record.h"
#include "raft/durable/wal/record_data.h"
#include "raft/durable/wal/segment_writer.h"
#include "raft/types.h"

namespace raft::wal {
namespace {

using ::testing::HasSubstr;

constexpr uint64_t kNumber = 77;
constexpr uint64_t kSequence = 3;

// A segment of which the first part was synced.
class TornTailTest : public ::testing::Test {
 protected:
  void SetUp() override { Start(kNumber); }
  void Start(std::optional<uint64_t> number) {
    bytes_.clear();
    number_ = number;
    writer_ = SegmentWriter(number, kSequence, 0);
    writer_.AppendHead(bytes_);
    writer_.Append(RecordType::kMetadata, {}, bytes_);
    Sync();
  }
  // Appends an entry with so many bytes of data; returns where it begins.
  uint64_t Add(size_t size, char byte = 'x') {
    const uint64_t begin = writer_.end();
    std::string data;
    AppendEntry({.term = 1, .index = 1, .data = Payload(std::string(size, byte)),
                 .type = {}},
                data);
    writer_.Append(RecordType::kEntry, data, bytes_);
    return begin;
  }
  void Sync() { writer_.Synced(writer_.end()); }
  void Zero(uint64_t begin, uint64_t end) {
    bytes_.replace(begin, end - begin, end - begin, '\0');
  }
  // Zeros sector `number`.
  void ZeroSector(uint64_t number) {
    Zero(number * kSectorBytes, (number + 1) * kSectorBytes);
  }
  std::string Why(uint64_t begin) const {
    return WhyNotTorn({.file = bytes_,
                       .begin = begin,
                       .sequence = kSequence,
                       .number = number_,
                       .after_a_mark = number_.has_value()})
        .value_or("");
  }

  std::optional<uint64_t> number_;
  SegmentWriter writer_{kNumber, kSequence, 0};
  std::string bytes_;
};

TEST_F(TornTailTest, AFileThatEndsInsideTheFrameIsTorn) {
  const uint64_t begin = Add(40);
  for (uint64_t size = begin + 1; size < bytes_.size(); ++size) {
    const std::string all = bytes_;
    bytes_.resize(size);
    EXPECT_EQ(Why(begin), "") << size;
    bytes_ = all;
  }
}

// Of a write that a full disk cut short.
TEST_F(TornTailTest, AFrameOfWhichZerosFollowOnTheFirstBytesIsTorn) {
  const uint64_t begin = Add(41);
  const std::string all = bytes_;
  ASSERT_NE(bytes_[begin + 7], '\0') << "a frame with padding";
  for (uint64_t size = begin + 1; size < all.size(); ++size) {
    Zero(size, all.size());
    if (bytes_ == all) break;  // Padding is zeros anyway.
    EXPECT_EQ(Why(begin), "") << size - begin << " bytes";
    bytes_ = all;
  }
  Zero(begin + 7, begin + 8);
  EXPECT_THAT(Why(begin), HasSubstr("no write that a crash cut short"))
      << "a word that is cut short, and a record";
}

TEST_F(TornTailTest, ASectorOfZerosIsTorn) {
  const uint64_t begin = Add(2000);
  for (uint64_t sector = 1; sector < 4; ++sector) {
    const std::string all = bytes_;
    ZeroSector(sector);
    EXPECT_EQ(Why(begin), "") << sector;
    bytes_ = all;
  }
  Zero(begin, kSectorBytes);
  EXPECT_EQ(Why(begin), "") << "its length is gone with its sector";
}

TEST_F(TornTailTest, ALengthOfZeroWithItsSectorNotZeroIsDamage) {
  const uint64_t begin = Add(40);
  Zero(begin, begin + 8);
  EXPECT_THAT(Why(begin), HasSubstr("no write that a crash cut short"));
}

TEST_F(TornTailTest, AFlippedBitIsDamage) {
  const uint64_t begin = Add(2000);
  for (const uint64_t at : {begin, begin + 7, begin + 9, begin + 1000}) {
    const std::string all = bytes_;
    bytes_[at] = static_cast<char>(bytes_[at] ^ 4);
    EXPECT_NE(Why(begin), "") << at;
    bytes_ = all;
  }
}

TEST_F(TornTailTest, ALastByteOfZeroIsTorn) {
  const uint64_t begin = Add(40);
  bytes_.replace(bytes_.find_last_not_of('\0'), 1, 1, '\0');
  EXPECT_EQ(Why(begin), "");
}

TEST_F(TornTailTest, AHoleWithUnsyncedRecordsBehindItIsTorn) {
  const uint64_t begin = Add(1200);
  Add(600);
  Add(40);
  ZeroSector(1);
  EXPECT_EQ(Why(begin), "");
}

TEST_F(TornTailTest, AMarkBehindTheHoleShowsThatItWasSynced) {
  const uint64_t begin = Add(1200);
  Sync();
  const uint64_t witness = Add(40);
  ZeroSector(1);
  EXPECT_EQ(Why(begin), "the record at " + std::to_string(witness) +
                            " shows that it was synced");
}

TEST_F(TornTailTest, AMarkOfASyncThatBeganBeforeSaysNothing) {
  Add(40);
  Sync();
  const uint64_t begin = Add(1200);
  Add(40);
  ZeroSector(1);
  EXPECT_EQ(Why(begin), "");
}

// A record that was written before the file had its name has the mark 1.
TEST_F(TornTailTest, ARecordOfTheHeadBehindItShowsThatItIsOfTheHead) {
  writer_.Synced(1);
  const uint64_t begin = Add(1200);
  Add(40);
  ZeroSector(1);
  EXPECT_THAT(Why(begin), HasSubstr("shows that it was synced"));
}

TEST_F(TornTailTest, TheHeadIsNeverTorn) {
  const auto why = WhyNotTorn({.file = bytes_,
                               .begin = 0,
                               .sequence = kSequence,
                               .number = kNumber,
                               .in_head = true});
  EXPECT_THAT(why.value_or(""), HasSubstr("before the file got its name"));
}

// A client's value that holds frames of this log, copied from it, with its
// first sector lost: they stand elsewhere, so their checks do not hold.
TEST_F(TornTailTest, AValueFullOfFramesShowsNothing) {
  Add(600);
  Sync();
  Add(40);
  std::string value(3 * kSectorBytes - bytes_.size() % kSectorBytes, '\0');
  while (value.size() % 8 != 0) value += '\0';
  value += bytes_ + bytes_;
  const uint64_t begin = writer_.end();
  std::string data;
  AppendEntry({.term = 1, .index = 1, .data = Payload(value), .type = {}},
              data);
  writer_.Append(RecordType::kEntry, data, bytes_);
  Zero(begin, (begin / kSectorBytes + 1) * kSectorBytes);
  EXPECT_EQ(Why(begin), "");
}

// One whose last frame covers the real record's own trailing fields.
TEST_F(TornTailTest, AFrameInAValueThatEndsWithTheRecordsOwnMarkShowsNothing) {
  const uint64_t begin = writer_.end();
  // Where the inner frame will stand, and how long its data must be for it to
  // end where the real record does, are found by trying.
  for (size_t shift = 0; shift < 8; ++shift) {
    for (uint64_t inner = 1; inner < 200; ++inner) {
      Start(kNumber);
      std::string value(kSectorBytes + shift, 'v');
      const uint64_t word = inner % 8 == 0
                                ? inner
                                : (0x80 | (8 - inner % 8)) << 56 | inner;
      value.append(reinterpret_cast<const char*>(&word), sizeof word);
      value += std::string("\x08\x02\x10\x00\x1a\x00", 6);
      std::string data;
      AppendEntry({.term = 1, .index = 1, .data = Payload(value), .type = {}},
                  data);
      writer_.Append(RecordType::kEntry, data, bytes_);
      Zero(begin, (begin / kSectorBytes + 1) * kSectorBytes);
      EXPECT_EQ(Why(begin), "") << shift << " " << inner;
    }
  }
}

TEST_F(TornTailTest, WithoutMarksAChainUpToTheEndIsTakenForSynced) {
  Start(std::nullopt);
  const uint64_t begin = Add(600);
  const uint64_t second = Add(600);
  bytes_.append(1000, '\0');
  ZeroSector(1);
  EXPECT_EQ(Why(begin), "") << "the second is torn, too";
  ASSERT_LT(second, 2 * kSectorBytes);
  Start(std::nullopt);
  const uint64_t first = Add(1200);
  const uint64_t whole = Add(40);
  ZeroSector(1);
  EXPECT_EQ(Why(first), "records follow from " + std::to_string(whole) +
                            " up to the end of the log");
  bytes_.append(1000, '\0');
  EXPECT_NE(Why(first), "") << "a log may end before its file does";
  bytes_.append(1, 'x');
  EXPECT_EQ(Why(first), "") << "it does not reach the end";
}

}  // namespace
}  // namespace raft::wal
