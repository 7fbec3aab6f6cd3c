#include "raft/core/voted_log.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <string_view>

#include "raft/types.h"

namespace raft {
namespace {

RC_GTEST_PROP(VotedLog, IsReadAsItWasWritten, (Term term, Index index)) {
  const EntryId last = {.term = term, .index = index};
  RC_ASSERT(DecodeVotedLog(EncodeVotedLog(last)) == last);
}

RC_GTEST_PROP(VotedLog, OtherBytesAreNone, (std::string bytes)) {
  RC_PRE(bytes.size() != 16u);
  RC_ASSERT(!DecodeVotedLog(Payload(bytes)).has_value());
}

TEST(VotedLog, HasTheLowestByteFirst) {
  const Payload context = EncodeVotedLog({.term = 2, .index = 0x103});
  EXPECT_EQ(context.view(),
            std::string_view("\2\0\0\0\0\0\0\0\3\1\0\0\0\0\0\0", 16));
}

}  // namespace
}  // namespace raft
