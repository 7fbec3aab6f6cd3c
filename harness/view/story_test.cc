#include "harness/view/story.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "harness/action/lasting.h"
#include "harness/view/sample.h"

namespace harness {
namespace {

constexpr auto kVote = "deliver node=1 peer=2 type=MsgVote term=2 index=1";
constexpr auto kVoteResp = "deliver node=2 peer=1 type=MsgVoteResp term=2";

std::vector<std::string> Told(
    std::initializer_list<std::string_view> assignments,
    std::initializer_list<std::string_view> actions) {
  return StoryOf(FramesOf(TraceOf(assignments, actions), ""));
}

TEST(Story, TellsAnElection) {
  const auto story = Told({}, {"timeout node=1", kVote, kVoteResp});
  ASSERT_EQ(story.size(), 4u);
  EXPECT_EQ(story[0], "Nodes 1, 2 and 3 begin as followers in term 1.");
  EXPECT_EQ(story[1],
            "Node 1 times out, campaigns in term 2 and asks nodes 2 and 3 for "
            "a vote.");
  EXPECT_EQ(story[2],
            "The request for a vote in term 2 from node 1 reaches node 2, "
            "which hears of term 2 and votes for node 1 in term 2.");
  EXPECT_EQ(story[3],
            "The vote in term 2 from node 2 reaches node 1, which has the "
            "votes and leads term 2, appends entry 2 of term 2 (empty) and "
            "sends entry 2 of term 2 to nodes 2 and 3.");
}

TEST(Story, TellsOfEntriesThatGiveWay) {
  const auto trace = ReadTrace("harness/view/testdata/conflict.textproto");
  ASSERT_TRUE(trace.has_value()) << trace.error().Text();
  const auto story = StoryOf(FramesOf(*trace, ""));
  // Another hunt may have stored another trace of the same bug.
  EXPECT_TRUE(std::ranges::any_of(story, [](const std::string& line) {
    return line.starts_with("The append of entr") &&
           line.contains("removes its own entr") && line.contains("stores");
  }));
}

TEST(Story, TellsOfLossAndCrashes) {
  const auto story = Told(
      {"drive=1"}, {"cut node=1 peer=3", "timeout node=1", "ready node=1",
                    "sync node=1", kVote, "crash node=2", "restart node=2"});
  EXPECT_EQ(story[1], "The link from 1 to 3 is cut.");
  EXPECT_EQ(story[3],
            "Node 1 takes up its work and has 1 write that is not durable "
            "yet.");
  EXPECT_EQ(story[4],
            "Node 1 makes a write durable and asks nodes 2 and 3 for a vote "
            "(lost on the way to node 3).");
  EXPECT_EQ(story[6], "Node 2 crashes.");
  EXPECT_EQ(story[7],
            "Node 2 restarts and finds term 1 and a log up to entry 1 on its "
            "disk.");
}

TEST(Story, TellsWhoIsCutOff) {
  const auto story =
      Told({}, {"partition option=1", "mend", "partition option=5"});
  EXPECT_EQ(story[1], "Node 1 is cut off from the others.");
  EXPECT_EQ(story[3], "Nodes 1, 3 are cut off from the others.");
}

TEST(Story, TellsWhatMakesNoSense) {
  const auto story = Told({}, {"restart node=1"});
  EXPECT_EQ(story[1], "Nothing happens: “restart node=1” makes no sense now.");
}

TEST(Story, TellsOfClients) {
  const auto story = Told({"nodes=1", "clients=1", "keys=1"},
                          {"timeout node=1", "propose node=1 client=1"});
  EXPECT_EQ(story[0], "Node 1 begins as a follower in term 1.");
  EXPECT_EQ(story[2],
            "Client 1 asks “put k0=v1.1” of node 1, which appends entry 3 of "
            "term 2 (put k0=v1.1, call 1 of client 1), commits up to entry 3 "
            "and applies entry 3. Client 1 is answered “put k0=v1.1”: done, it "
            "was nothing.");
}

TEST(Story, TellsOfAnActionThatHasNoWordsYet) {
  Frames frames = FramesOf(TraceOf({}, {"timeout node=1"}), "");
  frames.steps[1].action.verb = static_cast<Verb>(250);
  frames.steps[1].text = "campaign node=1";
  EXPECT_EQ(StoryOf(frames)[1],
            "“campaign node=1”: node 1 campaigns in term 2 and asks nodes 2 "
            "and 3 for a vote.");
}

TEST(Story, TellsOfAnActionThatTouchesManyNodes) {
  Frames frames = FramesOf(
      TraceOf({}, {"timeout node=1", kVote,
                   "deliver node=1 peer=3 type=MsgVote term=2 index=1"}),
      "");
  // The two deliveries as one action whose verb has no words.
  frames.steps[2].action.verb = static_cast<Verb>(250);
  frames.steps[2].text = "settle";
  frames.steps[2].touched = {2, 3};
  frames.steps[2].nodes = frames.steps[3].nodes;
  frames.steps[2].ended.push_back(frames.steps[3].ended[0]);
  frames.steps.resize(3);
  const auto story = StoryOf(frames);
  EXPECT_EQ(story[2],
            "“settle”. 2 messages that were in flight are delivered. Node 2 "
            "hears of term 2 and votes for node 1 in term 2. Node 3 hears of "
            "term 2 and votes for node 1 in term 2.");
}

TEST(Story, TellsWhatLastsInASettlePhase) {
  const uint64_t option = EncodeSettling(
      {.settling = Settling::kLasting,
       .faults = {Fault::kDeaf, Fault::kDown, Fault::kNone}});
  const Frames frames =
      FramesOf(TraceOf({"check_quorum=7", "pre_vote=7"},
                       {fmt::format("settle option={}", option)}),
               "");
  EXPECT_TRUE(StoryOf(frames)[1].starts_with(
      "All links heal, nodes restart, and time passes without a fault but "
      "those that last, as long as every membership has a quorum without "
      "these nodes: node 1 is deaf, but heard and node 2 is down."))
      << StoryOf(frames)[1];
}

TEST(Story, TellsWhyNobodyLeads) {
  const Frames frames = FramesOf(TraceInWhichNobodyLeads(), "");
  const std::string story = StoryText(frames);
  EXPECT_TRUE(story.contains(
      "\n18. All links heal, nodes restart, and time passes without a fault. "
      "The first "));
  EXPECT_TRUE(story.contains(" rounds, terms 2 to ")) << story;
  EXPECT_TRUE(story.contains(", are left out.")) << story;
  EXPECT_TRUE(story.contains("\n18.1. Round 7")) << story;
  EXPECT_TRUE(story.contains(
      "Round 800: A tick passes on node 2, which campaigns in term 82 and asks "
      "node 1 for a vote.\n"))
      << story;
  EXPECT_TRUE(story.contains(". Nothing but heartbeats shows until round "))
      << story;
  EXPECT_TRUE(story.contains("which hears of term 82 and steps down.\n"))
      << story;
  EXPECT_TRUE(story.ends_with(
      "\nHere progress fell: after 800 rounds without a fault: nobody "
      "leads\n"))
      << story;
}

TEST(Story, EndsWithWhatFell) {
  Frames frames = FramesOf(TraceOf({}, {"timeout node=1"}), "");
  EXPECT_EQ(FallOf(frames), "");
  frames.violation = {{"log_matching", "entry 3 differs"}, 1, false};
  EXPECT_EQ(FallOf(frames), "Here log_matching fell: entry 3 differs");
  EXPECT_TRUE(StoryText(frames).ends_with(
      "a vote.\nHere log_matching fell: entry 3 differs\n"));
  frames.violation->stored = true;
  EXPECT_EQ(FallOf(frames),
            "The trace is of a fall of log_matching, which did not happen this "
            "time; its evidence was: entry 3 differs");
}

TEST(Story, HasASentenceForEveryStepOfALongRun) {
  const Frames frames = FramesOf(SampleTrace(2000), "");
  const auto story = StoryOf(frames);
  ASSERT_EQ(story.size(), frames.steps.size());
  for (size_t step = 0; step < story.size(); ++step) {
    EXPECT_TRUE(story[step].ends_with('.')) << story[step];
    EXPECT_EQ(story[step].find('@'), std::string::npos) << story[step];
    EXPECT_EQ(story[step].find("  "), std::string::npos) << story[step];
  }
}

}  // namespace
}  // namespace harness
