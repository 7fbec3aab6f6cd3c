#include "raft/durable/crc32c.h"

#include <gtest/gtest.h>
// After gtest, which it builds on.
#include <rapidcheck/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace raft::durable {
namespace {

// The check value that catalogues of checksums give for CRC-32C.
TEST(Crc32c, OfTheDigitsIsTheCatalogues) {
  EXPECT_EQ(ExtendCrc32c(0, "123456789"), 0xe3069283);
  EXPECT_EQ(ExtendCrc32cSlowly(0, "123456789"), 0xe3069283);
}

// RFC 3720, appendix B.4.
TEST(Crc32c, OfTheExamplesOfIscsi) {
  EXPECT_EQ(ExtendCrc32c(0, std::string(32, '\0')), 0x8a9136aa);
  EXPECT_EQ(ExtendCrc32c(0, std::string(32, '\xff')), 0x62a8ab43);
}

TEST(Crc32c, OfNothingIsZeroAndChangesNothing) {
  EXPECT_EQ(ExtendCrc32c(0, ""), 0);
  EXPECT_EQ(ExtendCrc32c(7, ""), 7);
}

RC_GTEST_PROP(Crc32c, OfBytesInPiecesIsThatOfAll, (std::string bytes)) {
  const size_t cut = *rc::gen::inRange<size_t>(0, bytes.size() + 1);
  const std::string_view all = bytes;
  RC_ASSERT(ExtendCrc32c(ExtendCrc32c(0, all.substr(0, cut)),
                         all.substr(cut)) == ExtendCrc32c(0, all));
}

// Long ones too: the quick one goes through several loops.
RC_GTEST_PROP(Crc32c, IsTheSameInBothWays, (std::string bytes, uint32_t before)) {
  const size_t times = *rc::gen::inRange<size_t>(1, 100);
  std::string all;
  for (size_t i = 0; i < times; ++i) all += bytes;
  RC_ASSERT(ExtendCrc32c(before, all) == ExtendCrc32cSlowly(before, all));
}

}  // namespace
}  // namespace raft::durable
