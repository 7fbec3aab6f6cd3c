#include "harness/view/text.h"

#include <gtest/gtest.h>

#include <sstream>

#include "harness/view/sample.h"

namespace harness {
namespace {

TEST(Text, DrawsAColumnPerNode) {
  const Frames frames = FramesOf(
      TraceOf({"nodes=2"}, {"timeout node=1",
                            "deliver node=1 peer=2 type=MsgVote term=2 index=1",
                            "deliver node=2 peer=1 type=MsgVoteResp term=2",
                            "crash node=2", "timeout node=9"}),
      "an election");
  EXPECT_EQ(
      TextOf(frames),
      "an election: 5 actions\n"
      "nodes=2\n"
      "\n"
      "      node 1                                node 2\n"
      "   1  ├ timeout  candidate T2  →2 Vote T2   │\n"
      "   2  │                                     ├ ←1 Vote T2  T2  votes 1\n"
      "      │                                     ├ →1 VoteResp\n"
      "   3  ┣ ←2 VoteResp  leader T2  +2          │\n"
      "      ┣ →2 App 2                            │\n"
      "   4  ┃                                     ┆ crash\n"
      "   5  ┃                                     ┆ (timeout)\n");
}

TEST(Text, KeepsItsColumnsWithManyNodes) {
  const std::string text = TextOf(FramesOf(
      TraceOf({"nodes=9"},
              {"cut node=1 peer=2", "timeout node=1", "timeout node=3"}),
      ""));
  EXPECT_NE(text.find("├ →3,4,5,6,7,8,9… │"), std::string::npos) << text;
  EXPECT_NE(text.find("├ →all Vote T2    │"), std::string::npos) << text;
}

TEST(Text, ShowsHowASettlePhaseFails) {
  const std::string text = TextOf(FramesOf(TraceInWhichNobodyLeads(), ""));
  EXPECT_NE(text.find(" rounds, terms 2 to "), std::string::npos) << text;
  EXPECT_NE(text.find("(nothing but heartbeats shows until round "),
            std::string::npos)
      << text;
  const std::string end = text.substr(text.find("(round 800)"));
  EXPECT_TRUE(
      end.starts_with("(round 800)\n"
                      "18."))
      << end;
  EXPECT_NE(end.find("├ tick  candidate T82"), std::string::npos) << end;
  EXPECT_NE(end.find("┣ leader T81  +86"), std::string::npos) << end;
  EXPECT_NE(end.find("✗"), std::string::npos) << end;
}

TEST(Text, EndsWithWhatFell) {
  Frames frames = FramesOf(TraceOf({}, {"timeout node=1"}), "");
  frames.violation = {{"log_matching", "entry 3 differs"}, 1, false};
  EXPECT_TRUE(
      TextOf(frames).ends_with("\nHere log_matching fell: entry 3 differs\n"));
}

TEST(Text, NumbersEveryStepOfALongRun) {
  std::istringstream text(TextOf(FramesOf(SampleTrace(2000), "")));
  std::string line;
  size_t next = 1;
  while (std::getline(text, line)) {
    if (std::atol(line.c_str()) == static_cast<long>(next)) ++next;
  }
  EXPECT_EQ(next, 2001u);
}

}  // namespace
}  // namespace harness
