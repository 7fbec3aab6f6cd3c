#include "raft/durable/wal/frame.h"

#include <gtest/gtest.h>
// After gtest, which it builds on.
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <optional>
#include <string>

#include "raft/base/check.h"

namespace raft::wal {
namespace {

std::string FrameOf(std::string_view record) {
  std::string bytes;
  AppendFrame(record, bytes);
  return bytes;
}

TEST(Frame, IsALengthWordTheRecordAndZeros) {
  EXPECT_EQ(FrameOf("abcd"),
            std::string_view("\4\0\0\0\0\0\0\x84"
                             "abcd\0\0\0\0",
                             16));
  EXPECT_EQ(FrameOf("abcdefgh"), std::string_view("\x8\0\0\0\0\0\0\0"
                                                  "abcdefgh",
                                                  16));
}

TEST(Frame, OfTooManyBytesOrOfNoneThereIsNot) {
  EXPECT_FALSE(LengthOfFrame(0));
  EXPECT_TRUE(LengthOfFrame(kRecordBytesLimit - 8));
  EXPECT_FALSE(LengthOfFrame(kRecordBytesLimit - 7)) << "with its padding";
  EXPECT_FALSE(LengthOfFrame(kRecordBytesLimit));
  EXPECT_FALSE(LengthOfFrame(UINT64_MAX));
  EXPECT_THROW(FrameOf(""), Panic);
}

TEST(Frame, AWordThatNoWriterWritesIsNone) {
  for (const uint64_t word :
       {uint64_t{0}, uint64_t{5}, uint64_t{8} | uint64_t{0x80} << 56,
        uint64_t{8} | uint64_t{0x88} << 56, uint64_t{5} | uint64_t{3} << 56,
        uint64_t{5} | uint64_t{0x82} << 56, kRecordBytesLimit,
        uint64_t{1} << 55}) {
    EXPECT_FALSE(ParseLengthWord(word)) << word;
  }
  EXPECT_EQ(ParseLengthWord(uint64_t{5} | uint64_t{0x83} << 56),
            (FrameLength{5, 3}));
}

TEST(Frame, SaysInWhichWayItIsNotWhole) {
  using enum FrameState;
  const std::string whole = FrameOf("abcde");
  EXPECT_EQ(ReadFrame(whole, 0).state, kWhole);
  EXPECT_EQ(ReadFrame(whole, 0).record, "abcde");
  EXPECT_EQ(ReadFrame(whole, 16).state, kNothing);
  EXPECT_EQ(ReadFrame(whole.substr(0, 7), 0).state, kCutWord);
  EXPECT_EQ(ReadFrame(whole.substr(0, 15), 0).state, kCutRecord);
  EXPECT_EQ(ReadFrame(std::string(8, '\0'), 0).state, kZeros);
  EXPECT_EQ(ReadFrame(std::string(8, '\xff'), 0).state, kBadWord);
  std::string padded = whole;
  padded[14] = 1;
  EXPECT_EQ(ReadFrame(padded, 0).state, kBadPadding);
  EXPECT_THROW(ReadFrame(whole, 17), Panic);
}

TEST(AllZeros, HoldsForZerosAndNothing) {
  EXPECT_TRUE(AllZeros(""));
  EXPECT_TRUE(AllZeros(std::string(100, '\0')));
  for (size_t i = 0; i < 20; ++i) {
    std::string bytes(20, '\0');
    bytes[i] = 1;
    EXPECT_FALSE(AllZeros(bytes));
  }
}

RC_GTEST_PROP(FrameProperty, IsReadAsItWasWritten, (std::string before)) {
  const std::string record = *rc::gen::nonEmpty<std::string>();
  std::string bytes = before;
  AppendFrame(record, bytes);
  RC_ASSERT((bytes.size() - before.size()) % kFrameUnit == 0U);
  const Frame frame = ReadFrame(bytes, before.size());
  RC_ASSERT(frame.state == FrameState::kWhole);
  RC_ASSERT(frame.record == record);
  RC_ASSERT(frame.length.total() == bytes.size() - before.size());
  RC_ASSERT(ParseLengthWord(LengthWord(frame.length)) == frame.length);
}

}  // namespace
}  // namespace raft::wal
