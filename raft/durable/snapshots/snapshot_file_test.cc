#include "raft/durable/snapshots/snapshot_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
// After gtest, which it builds on.
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <string>

#include "raft/base/error.h"
#include "raft/base/payload.h"
#include "raft/types.h"

namespace raft::durable {
namespace {

using ::testing::HasSubstr;

Snapshot SnapshotAt(Index index, Term term, std::string_view data) {
  Snapshot snapshot;
  snapshot.index = index;
  snapshot.term = term;
  snapshot.data = Payload(data);
  snapshot.conf_state.voters = {1, 2};
  return snapshot;
}

TEST(SnapshotFile, IsNamedByTermAndIndex) {
  EXPECT_EQ(SnapshotFileName({.term = 2, .index = 0xabc}),
            "0000000000000002-0000000000000abc.snap");
  for (const char* const name :
       {"", "db", "0000000000000002-0000000000000abc.snap.tmp",
        "0000000000000002-0000000000000ABC.snap",
        "0000000000000002-0000000000000000.snap"}) {
    EXPECT_FALSE(ParseSnapshotFileName(name)) << name;
  }
}

// Field by field, with the zeros that etcd writes.
TEST(SnapshotFile, ItsBytesAreEtcds) {
  const std::string data =
      std::string("\x0a\x02hi", 4) +
      std::string("\x12\x0c\x0a\x06\x08\x01\x08\x02\x28\x00\x10\x05\x18\x03",
                  14);
  const std::string bytes = EncodeSnapshotFile(SnapshotAt(5, 3, "hi"));
  EXPECT_THAT(bytes, HasSubstr(data));
  EXPECT_EQ(bytes.size(), data.size() + 2 + 6);
  EXPECT_EQ(bytes[0], 8);
}

TEST(SnapshotFile, OneThatIsNotAsItsNameSaysIsRefused) {
  const std::string bytes = EncodeSnapshotFile(SnapshotAt(5, 3, "hi"));
  EXPECT_TRUE(DecodeSnapshotFile(bytes, {3, 5}));
  EXPECT_FALSE(DecodeSnapshotFile(bytes, {3, 6}));
  EXPECT_FALSE(DecodeSnapshotFile(bytes, {4, 5}));
  EXPECT_FALSE(DecodeSnapshotFile("", {3, 5}));
  EXPECT_FALSE(DecodeSnapshotFile(bytes + "x", {3, 5}));
}

RC_GTEST_PROP(SnapshotFileProperty, IsReadAsItWasWritten,
              (uint32_t index, uint64_t term, std::string data, bool leave)) {
  Snapshot snapshot = SnapshotAt(Index{index} + 1, term, data);
  snapshot.conf_state.learners = {term};
  snapshot.conf_state.auto_leave = leave;
  const EntryId end = {snapshot.term, snapshot.index};
  RC_ASSERT(ParseSnapshotFileName(SnapshotFileName(end)) == end);
  const auto read = DecodeSnapshotFile(EncodeSnapshotFile(snapshot), end);
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == snapshot);
}

RC_GTEST_PROP(SnapshotFileProperty, AnyChangedBitAndAnyCutIsSeen,
              (std::string data)) {
  const Snapshot snapshot = SnapshotAt(5, 3, data);
  std::string bytes = EncodeSnapshotFile(snapshot);
  const auto cut = *rc::gen::inRange<size_t>(0, bytes.size());
  RC_ASSERT(!DecodeSnapshotFile(bytes.substr(0, cut), {3, 5}).has_value());
  const auto bit = *rc::gen::inRange<size_t>(0, bytes.size() * 8);
  bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ 1 << bit % 8);
  RC_ASSERT(!DecodeSnapshotFile(bytes, {3, 5}).has_value());
}

}  // namespace
}  // namespace raft::durable
