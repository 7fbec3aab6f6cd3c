#include "harness/view/html.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "harness/view/sample.h"

namespace harness {
namespace {

Frames WithEvidence(std::string evidence) {
  Frames frames = FramesOf(TraceOf({}, {"timeout node=1"}), "a trace");
  frames.violation = {{"log_matching", std::move(evidence)}, 1, false};
  return frames;
}

TEST(Page, HoldsAllThatItNeeds) {
  const std::string page = PageOf(WithEvidence("it differs"));
  for (const auto mark : {"/*style*/", "/*script*/", "/*frames*/"}) {
    EXPECT_EQ(page.find(mark), std::string::npos) << mark;
  }
  for (const auto address : {"src=", "href=\"http", "url(http", "import "}) {
    EXPECT_EQ(page.find(address), std::string::npos) << address;
  }
  EXPECT_NE(page.find("\"it differs\""), std::string::npos);
}

TEST(Page, KeepsWhatATraceSaysInsideItsStrings) {
  const std::string evil =
      "</script><!-- <script> &amp; \xff \u2028 /*frames*/";
  const std::string data = JsonOf(WithEvidence(evil));
  EXPECT_EQ(data.find_first_of("<>&"), std::string::npos);
  for (const char c : data) EXPECT_TRUE(c >= ' ' && c < 127);
  const auto read = nlohmann::json::parse(data);
  EXPECT_EQ(read["violation"]["evidence"],
            "</script><!-- <script> &amp; \uFFFD \u2028 /*frames*/");
}

TEST(Page, DescribesTheSteps) {
  const auto read = nlohmann::json::parse(JsonOf(WithEvidence("")));
  EXPECT_EQ(read["title"], "a trace");
  ASSERT_EQ(read["steps"].size(), 2u);
  EXPECT_EQ(read["steps"][1]["number"], "1");
  EXPECT_EQ(read["steps"][1]["text"], "timeout node=1");
  EXPECT_EQ(read["steps"][1]["touched"], nlohmann::json::array({1}));
  EXPECT_EQ(read["steps"][1]["badges"].dump(),
            R"([[["candidate T2","term"]]])");
  EXPECT_EQ(read["messages"].size(), 2u);
  EXPECT_EQ(read["messages"][0]["label"], "Vote T2");
  EXPECT_EQ(read["messages"][0]["fate"], "in flight");
  EXPECT_EQ(read["violation"]["step"], 1);
}

}  // namespace
}  // namespace harness
