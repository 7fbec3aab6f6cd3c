#include "raft/wire/encoded_size.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "raft/base/payload.h"
#include "raft/types.h"
#include "raft/wire/generators.h"
#include "raft/wire/model.h"
#include "raft/wire/wire_format.h"

namespace raft::wire {
namespace {

TEST(VarintSize, GrowsByOneEverySevenBits) {
  EXPECT_EQ(VarintSize(0), 1);
  for (int bits = 1; bits <= 64; ++bits) {
    const uint64_t smallest = uint64_t{1} << (bits - 1);
    const uint64_t largest = smallest | (smallest - 1);
    const auto expected = static_cast<uint64_t>((bits + 6) / 7);
    EXPECT_EQ(VarintSize(smallest), expected) << bits << " bits";
    EXPECT_EQ(VarintSize(largest), expected) << bits << " bits";
  }
}

TEST(EncodedSize, IsZeroForDefaults) {
  EXPECT_EQ(EncodedSize(Entry{}), 0);
  EXPECT_EQ(EncodedSize(std::vector<Entry>()), 0);
  EXPECT_EQ(EncodedSize(Message{}), 0);
  EXPECT_EQ(EncodedSize(Snapshot{}), 0);
}

TEST(EncodedSize, CountsASnapshotThatIsThereButEmpty) {
  Message message;
  message.snapshot = std::make_shared<Snapshot>();
  EXPECT_EQ(EncodedSize(message), 2);
}

TEST(PayloadSize, IsZeroForAnEmptyEntry) {
  EXPECT_EQ(PayloadSize(Entry{}), 0);
  // Not even its term and index count.
  EXPECT_EQ(PayloadSize({.term = 1, .index = 1, .data = {}}), 0);
  EXPECT_EQ(PayloadSize({.term = 1, .index = 1, .data = Payload("abc")}), 3);
}

RC_GTEST_PROP(EncodedSize, OfAnEntryIsWhatProtobufSays, (const Entry& entry)) {
  RC_LOG() << ToModel(entry).ShortDebugString();
  RC_ASSERT(EncodedSize(entry) == ToModel(entry).ByteSizeLong());
}

RC_GTEST_PROP(EncodedSize, OfEntriesIsTheSumOfEach, ()) {
  const auto entries = *AnyList<EntryList>(rc::gen::arbitrary<Entry>(), 5);
  uint64_t sum = 0;
  for (const Entry& entry : entries) sum += ToModel(entry).ByteSizeLong();
  RC_ASSERT(EncodedSize(entries) == sum);
}

RC_GTEST_PROP(EncodedSize, OfAMessageIsWhatProtobufSays,
              (const Message& message)) {
  RC_LOG() << ToModel(message).ShortDebugString();
  RC_ASSERT(EncodedSize(message) == ToModel(message).ByteSizeLong());
}

}  // namespace
}  // namespace raft::wire
