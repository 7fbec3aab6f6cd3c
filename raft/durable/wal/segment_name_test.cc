#include "raft/durable/wal/segment_name.h"

#include <gtest/gtest.h>
// After gtest, which it builds on.
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <string>

namespace raft::wal {
namespace {

TEST(SegmentName, IsTwoHexadecimalNumbers) {
  EXPECT_EQ(FileName({0, 0}), "0000000000000000-0000000000000000.wal");
  EXPECT_EQ(FileName({1, 0xabc}), "0000000000000001-0000000000000abc.wal");
}

TEST(SegmentName, NothingElseIsOne) {
  for (const char* const name :
       {"", "0.tmp", "tail", "0000000000000001-0000000000000abc.wal.broken",
        "0000000000000001-0000000000000ABC.wal",
        "000000000000000g-0000000000000abc.wal",
        "0000000000000001_0000000000000abc.wal",
        "0000000000000001-0000000000000abc.log",
        "000000000000001-00000000000000abc.wal"}) {
    EXPECT_FALSE(ParseSegmentName(name)) << name;
  }
}

RC_GTEST_PROP(SegmentName, IsReadAsItWasWritten,
              (uint64_t sequence, uint64_t index)) {
  const SegmentName name{sequence, index};
  RC_ASSERT(ParseSegmentName(FileName(name)) == name);
}

}  // namespace
}  // namespace raft::wal
