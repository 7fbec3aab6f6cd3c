#include "raft/describe/conf_changes_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "raft/base/error.h"
#include "raft/base/inline_vector.h"
#include "raft/types.h"

namespace raft {
namespace {

using Changes = InlineVector<ConfChangeSingle, 4>;

std::string WhyNot(std::string_view text) {
  const auto changes = ParseConfChanges(text);
  if (changes) return "accepted";
  EXPECT_EQ(changes.error().code, ErrorCode::kBadBytes);
  return std::string(changes.error().Text());
}

TEST(ConfChangesText, HasALetterForEachType) {
  const Changes changes = {{ConfChangeType::kAddNode, 1},
                           {ConfChangeType::kAddLearnerNode, 2},
                           {ConfChangeType::kRemoveNode, 3},
                           {ConfChangeType::kUpdateNode, kMaxIndex}};
  const std::string text = "v1 l2 r3 u18446744073709551615";
  EXPECT_EQ(ConfChangesToString(changes), text);
  EXPECT_EQ(ParseConfChanges(text).value(), changes);
}

TEST(ConfChangesText, IsEmptyWithoutChanges) {
  EXPECT_EQ(ConfChangesToString({}), "");
  EXPECT_EQ(ParseConfChanges("").value(), Changes{});
  EXPECT_EQ(ParseConfChanges(" \n").value(), Changes{});
  EXPECT_EQ(ParseConfChanges("\tv1\n").value(),
            (Changes{{ConfChangeType::kAddNode, 1}}));
}

TEST(ConfChangesText, SaysWhatIsWrong) {
  EXPECT_EQ(WhyNot("v"), "unknown token v");
  EXPECT_EQ(WhyNot("v1  l2"), "unknown token ");
  EXPECT_EQ(WhyNot("v1 x2"), "unknown input: x2");
  EXPECT_EQ(WhyNot("v1x"), "strconv.ParseUint: parsing \"1x\": invalid syntax");
  EXPECT_EQ(WhyNot("v-1"), "strconv.ParseUint: parsing \"-1\": invalid syntax");
  EXPECT_EQ(WhyNot("v18446744073709551616"),
            "strconv.ParseUint: parsing \"18446744073709551616\": value out of "
            "range");
}

RC_GTEST_PROP(ConfChangesText, ParsesToWhatWasWritten,
              (const std::vector<uint64_t>& draws)) {
  Changes changes;
  for (const uint64_t draw : draws) {
    changes.push_back({static_cast<ConfChangeType>(draw % 4), draw / 4});
  }
  const auto parsed = ParseConfChanges(ConfChangesToString(changes));
  RC_ASSERT(parsed.has_value() && *parsed == changes);
}

}  // namespace
}  // namespace raft
