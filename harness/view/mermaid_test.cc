#include "harness/view/mermaid.h"

#include <gtest/gtest.h>

#include "harness/view/sample.h"

namespace harness {
namespace {

TEST(Mermaid, DrawsMessagesWhereTheyArriveOrAreLost) {
  Frames frames =
      FramesOf(TraceOf({}, {"cut node=1 peer=3", "timeout node=1",
                            "deliver node=1 peer=2 type=MsgVote term=2 index=1",
                            "drop node=2 peer=1 type=MsgVoteResp term=2"}),
               "an election");
  frames.violation = {{"log_matching", "entry 3; is #1"}, 4, false};
  EXPECT_EQ(
      MermaidOf(frames),
      "sequenceDiagram\n"
      "  %% an election: \n"
      "  participant n1 as node 1\n"
      "  participant n2 as node 2\n"
      "  participant n3 as node 3\n"
      "  Note over n1: 1. cut node=1 peer=3\n"
      "  n1-xn3: 2. Vote T2 (lost on a cut link)\n"
      "  Note over n1: 2. timeout node=1, candidate T2\n"
      "  n1->>n2: 3. Vote T2\n"
      "  Note over n2: 3. T2, votes 1\n"
      "  n2-xn1: 4. VoteResp (dropped)\n"
      "  Note over n1,n3: Here log_matching fell: entry 3#59; is #35;1\n");
}

TEST(Mermaid, NumbersThePartsOfASettlePhase) {
  const std::string text =
      MermaidOf(FramesOf(TraceInWhichNobodyLeads(), "nobody leads"));
  EXPECT_NE(text.find("n2->>n1: 18.2. Vote T"), std::string::npos) << text;
}

TEST(Mermaid, DrawsALongRun) {
  const std::string text = MermaidOf(FramesOf(SampleTrace(2000), ""));
  EXPECT_NE(text.find(": 2000. "), std::string::npos);
}

}  // namespace
}  // namespace harness
