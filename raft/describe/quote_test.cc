#include "raft/describe/quote.h"

#include <gtest/gtest.h>

#include <string_view>

#include "raft/describe/printable.h"

namespace raft {
namespace {

TEST(Quote, EscapesQuotesBackslashesAndControls) {
  EXPECT_EQ(Quote(""), R"("")");
  EXPECT_EQ(Quote("it's"), R"("it's")");
  EXPECT_EQ(Quote("\"\\"), R"("\"\\")");
  EXPECT_EQ(Quote("\a\b\f\n\r\t\v"), R"("\a\b\f\n\r\t\v")");
  EXPECT_EQ(Quote(std::string_view("\0\x1f\x7f", 3)), R"("\x00\x1f\x7f")");
}

TEST(Quote, ShowsPrintableRunesAsTheyAre) {
  EXPECT_EQ(Quote("é日本😀"), "\"é日本😀\"");
  // The replacement character itself, which is valid UTF-8.
  EXPECT_EQ(Quote("\xef\xbf\xbd"), "\"\xef\xbf\xbd\"");
}

TEST(Quote, EscapesRunesThatCannotBeSeen) {
  EXPECT_EQ(Quote("\xc2\x80"), R"("\u0080")");
  EXPECT_EQ(Quote("\xc2\xa0"), R"("\u00a0")");              // No-break space.
  EXPECT_EQ(Quote("\xe2\x80\x8b"), R"("\u200b")");          // Zero width space.
  EXPECT_EQ(Quote("\xee\x80\x80"), R"("\ue000")");          // Private use.
  EXPECT_EQ(Quote("\xf3\xa0\x80\x81"), R"("\U000e0001")");  // A tag.
  EXPECT_EQ(Quote("\xf4\x8f\xbf\xbf"), R"("\U0010ffff")");
}

TEST(Quote, EscapesEachByteThatIsNotUtf8) {
  EXPECT_EQ(Quote("a\xff"
                  "b"),
            R"("a\xffb")");
  EXPECT_EQ(Quote("\x80\xbf"), R"("\x80\xbf")");  // Nothing to continue.
  EXPECT_EQ(Quote("\xe6\x97"), R"("\xe6\x97")");  // Cut short.
  EXPECT_EQ(Quote("\xe6\x97z"), R"("\xe6\x97z")");
  EXPECT_EQ(Quote("\xc0\xaf"), R"("\xc0\xaf")");  // Overlong.
  EXPECT_EQ(Quote("\xe0\x80\xaf"), R"("\xe0\x80\xaf")");
  EXPECT_EQ(Quote("\xf0\x80\x80\xaf"), R"("\xf0\x80\x80\xaf")");
  EXPECT_EQ(Quote("\xed\xa0\x80"), R"("\xed\xa0\x80")");  // Half a pair.
  EXPECT_EQ(Quote("\xf4\x90\x80\x80"), R"("\xf4\x90\x80\x80")");
  EXPECT_EQ(Quote("\xf8\x88\x80\x80\x80"), R"("\xf8\x88\x80\x80\x80")");
}

TEST(IsPrintable, HoldsForAsManyRunesAsUnicode15Has) {
  int count = 0;
  for (char32_t rune = 0; rune <= 0x10ffff; ++rune) count += IsPrintable(rune);
  EXPECT_EQ(count, 148998);
}

}  // namespace
}  // namespace raft
