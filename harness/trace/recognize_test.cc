#include "harness/trace/recognize.h"

#include <gtest/gtest.h>

#include <string>

#include "harness/trace/trace.h"

namespace harness {
namespace {

std::string TextOfATrace() {
  Trace trace;
  for (int i = 0; i < 20; ++i) {
    trace.actions.push_back({.verb = Verb::kTick, .node = 1});
  }
  return ToText(trace);
}

// Two bytes for each character, the one that matters first or last.
std::string Wide(const std::string& text, bool first) {
  std::string wide = first ? "\xff\xfe" : "\xfe\xff";
  for (const char c : text) {
    wide += first ? c : '\0';
    wide += first ? '\0' : c;
  }
  return wide;
}

TEST(Recognize, DamagedTracesAreMeantAsTraces) {
  const std::string text = TextOfATrace();
  std::string bit = text;
  bit[text.size() / 2] = '\xff';
  EXPECT_TRUE(IsMeantAsTrace(bit));
  EXPECT_TRUE(IsMeantAsTrace(text + '\0'));
  EXPECT_TRUE(IsMeantAsTrace("# \xc3\xb6\n" + text + "actoins {}\n"));
  EXPECT_TRUE(IsMeantAsTrace("\xef\xbb\xbf" + text));
  EXPECT_TRUE(IsMeantAsTrace(Wide(text, true)));
  EXPECT_TRUE(IsMeantAsTrace(Wide(text, false)));
  EXPECT_TRUE(IsMeantAsTrace(text + std::string(9 * text.size(), '\0')));
  EXPECT_TRUE(IsMeantAsTrace('\xff' + text.substr(1)));
  EXPECT_TRUE(IsMeantAsTrace(text.substr(text.size() / 2)));
}

TEST(Recognize, AnyFieldMayBeginATrace) {
  const std::string noise(400, '\x80');
  for (const char* begins :
       {"format: 1",
        "\xef\xbb\xbf"
        "format:1",
        " \n seed: 1", "setup {", "actions<", "no_ops : 0", "violation\n{"}) {
    EXPECT_TRUE(IsMeantAsTrace(begins + noise)) << begins;
  }
  for (const char* begins : {"formats: 1", "format", "#", "action {", "x"}) {
    EXPECT_FALSE(IsMeantAsTrace(begins + noise)) << begins;
  }
}

TEST(Recognize, ShortTextIsMeantAsTrace) {
  for (const char* text : {"", "x", "#", "hello\n", "a\tb\r\n"}) {
    EXPECT_TRUE(IsMeantAsTrace(text)) << text;
  }
  EXPECT_FALSE(IsMeantAsTrace(std::string(1, '\0')));
  EXPECT_FALSE(IsMeantAsTrace("ab\x01"));
}

TEST(Recognize, KnownKindsAreNamed) {
  EXPECT_EQ(KnownKind("\x1f\x8b\x08rest"), "compressed by gzip");
  EXPECT_EQ(KnownKind("\x7f"
                      "ELF\x02"),
            "a program");
  EXPECT_EQ(KnownKind("\x1f\x8b"), "");
  EXPECT_EQ(KnownKind(TextOfATrace()), "");
  EXPECT_EQ(KnownKind(""), "");
}

}  // namespace
}  // namespace harness
