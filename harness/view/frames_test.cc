#include "harness/view/frames.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "harness/action/apply.h"
#include "harness/trace/replay.h"
#include "harness/view/flights.h"
#include "harness/view/sample.h"
#include "harness/view/settle_parts.h"
#include "harness/view/shown_entries.h"
#include "harness/world/world.h"
#include "raft/tracker/tracker.h"

namespace harness {
namespace {

constexpr auto kVote = "deliver node=1 peer=2 type=MsgVote term=2 index=1";
constexpr auto kVoteResp = "deliver node=2 peer=1 type=MsgVoteResp term=2";

// The only message of this type between these two.
const ShownMessage& Only(const Frames& frames, raft::NodeId from,
                         raft::NodeId to, raft::MessageType type) {
  const ShownMessage* found = nullptr;
  for (const ShownMessage& message : frames.messages) {
    if (message.from != from || message.to != to || message.type != type) {
      continue;
    }
    EXPECT_EQ(found, nullptr);
    found = &message;
  }
  static const ShownMessage kNothing;
  EXPECT_NE(found, nullptr);
  return found == nullptr ? kNothing : *found;
}

// How many messages are in flight after each step must be what the network of
// a replay says.
void ExpectFlightsMatch(const Trace& trace) {
  const Frames frames = FramesOf(trace, "");
  Replay(trace, [&](uint64_t number, const Action& action, const World& world) {
    // What a settle phase is made of is one step.
    if (action != trace.actions[number - 1]) return;
    const auto flying = std::count_if(
        frames.messages.begin(), frames.messages.end(),
        [&](const ShownMessage& message) {
          return message.sent <= number &&
                 (message.fate == Fate::kInFlight || message.ended > number);
        });
    ASSERT_EQ(static_cast<size_t>(flying), world.network.in_flight())
        << "after step " << number << ": " << Describe(action);
    const ShownStep& step = frames.steps[number];
    EXPECT_EQ(step.action, action);
    for (raft::NodeId id = 1; id <= frames.nodes; ++id) {
      EXPECT_EQ(frames.At(number, id).view, world.replica(id).View());
    }
  });
}

TEST(Frames, FollowAMessageFromSendingToDelivery) {
  const Frames frames = FramesOf(TraceOf({}, {"timeout node=1", kVote}), "");
  ASSERT_EQ(frames.steps.size(), 3u);
  const auto& vote = Only(frames, 1, 2, raft::MessageType::kVote);
  EXPECT_EQ(vote.sent, 1u);
  EXPECT_EQ(vote.ended, 2u);
  EXPECT_EQ(vote.fate, Fate::kDelivered);
  EXPECT_EQ(vote.term, 2u);
  EXPECT_EQ(frames.steps[2].touched, std::vector<raft::NodeId>{2});
  EXPECT_EQ(frames.At(2, 2).view.vote, 1u);
  EXPECT_EQ(frames.At(1, 2).view.vote, raft::kNone);
  EXPECT_EQ(Only(frames, 1, 3, raft::MessageType::kVote).fate, Fate::kInFlight);
}

TEST(Frames, SayHowAMessageWasLost) {
  const Frames frames = FramesOf(
      TraceOf({},
              {"cut node=1 peer=3", "crash node=2", "timeout node=1", kVote}),
      "");
  const auto& cut = Only(frames, 1, 3, raft::MessageType::kVote);
  EXPECT_EQ(cut.fate, Fate::kCut);
  EXPECT_EQ(cut.sent, 3u);
  EXPECT_EQ(cut.ended, 3u);
  EXPECT_EQ(Only(frames, 1, 2, raft::MessageType::kVote).fate, Fate::kDown);
  EXPECT_EQ(frames.steps[3].lost, 1u);
  const std::pair<raft::NodeId, raft::NodeId> link(1, 3);
  ASSERT_EQ(frames.steps[4].cut.size(), 1u);
  EXPECT_EQ(frames.steps[4].cut[0], link);
}

TEST(Frames, SayThatALinkWasFull) {
  const Frames frames =
      FramesOf(TraceOf({"link_capacity=1"},
                       {"timeout node=1", "timeout node=1", "timeout node=1"}),
               "");
  size_t full = 0;
  for (const ShownMessage& message : frames.messages) {
    if (message.fate == Fate::kFull) ++full;
  }
  EXPECT_EQ(full, 4u);
  EXPECT_EQ(frames.steps[3].sent.size(), 2u);
}

TEST(Frames, FollowDoubledMessagesOneByOne) {
  const Frames frames = FramesOf(
      TraceOf({}, {"timeout node=1",
                   "duplicate node=1 peer=2 type=MsgVote term=2 index=1",
                   "deliver node=1 peer=2 type=MsgVote term=2 index=1 nth=1",
                   "drop node=1 peer=2 type=MsgVote term=2 index=1"}),
      "");
  ASSERT_EQ(frames.steps[2].sent.size(), 1u);
  const ShownMessage& copy = frames.messages[frames.steps[2].sent[0]];
  ASSERT_TRUE(copy.copy_of.has_value());
  const ShownMessage& original = frames.messages[*copy.copy_of];
  EXPECT_EQ(original.sent, 1u);
  EXPECT_EQ(copy.fate, Fate::kDelivered);
  EXPECT_EQ(copy.ended, 3u);
  EXPECT_EQ(original.fate, Fate::kDropped);
  EXPECT_EQ(original.ended, 4u);
}

TEST(Frames, FollowAnActionThatMovesManyMessages) {
  const Trace trace = TraceOf({}, {"timeout node=1"});
  Frames frames = FramesOf(trace, "");
  ASSERT_EQ(frames.messages.size(), 2u);
  frames.messages.clear();
  frames.steps.resize(1);
  ShownEntries entries(frames.entries);
  Flights flights(3, frames, entries);
  World world(trace.setup);
  Applier applier;
  World before = world;
  applier.Apply(world, trace.actions[0]);
  frames.steps.emplace_back().touched = {1};
  flights.Follow(before, world);
  // Two deliveries as one step.
  before = world;
  for (const auto peer : {2, 3}) {
    const auto action =
        ParseAction("deliver node=1 peer=" + std::to_string(peer) +
                    " type=MsgVote term=2 index=1");
    applier.Apply(world, *action);
  }
  frames.steps.emplace_back().touched = {2, 3};
  flights.Follow(before, world);
  ASSERT_EQ(frames.messages.size(), 4u);
  EXPECT_EQ(frames.messages[0].fate, Fate::kDelivered);
  EXPECT_EQ(frames.messages[1].fate, Fate::kDelivered);
  EXPECT_EQ(frames.messages[2].type, raft::MessageType::kVoteResp);
  EXPECT_EQ(frames.steps[2].ended.size(), 2u);
}

TEST(Frames, MarkWhatMadeNoSense) {
  const Frames frames =
      FramesOf(TraceOf({}, {"restart node=1", "timeout node=1"}), "");
  EXPECT_TRUE(frames.steps[1].no_op);
  EXPECT_TRUE(frames.steps[1].touched.empty());
  EXPECT_FALSE(frames.steps[2].no_op);
}

TEST(Frames, ShowCallsAndTheirAnswers) {
  const Frames frames =
      FramesOf(TraceOf({"nodes=1", "clients=2", "keys=1"},
                       {"timeout node=1", "propose node=1 client=1",
                        "read node=1 client=2", "propose node=1 client=2",
                        "crash node=1", "abandon client=2"}),
               "");
  ASSERT_EQ(frames.calls.size(), 3u);
  EXPECT_EQ(frames.calls[0].text, "put k0=v1.1");
  EXPECT_EQ(frames.calls[0].called_at, 2u);
  EXPECT_EQ(frames.calls[0].answered_at, 2u);
  EXPECT_EQ(frames.calls[0].answer, "done, it was nothing");
  EXPECT_EQ(frames.calls[1].text, "read k0");
  EXPECT_EQ(frames.calls[1].answer, "v1.1");
  EXPECT_EQ(frames.steps[3].began, std::vector<size_t>{1});
  EXPECT_EQ(frames.steps[3].answered, std::vector<size_t>{1});
  const ShownNode& node = frames.At(4, 1);
  ASSERT_EQ(node.log.size(), 3u);
  EXPECT_EQ(frames.entries[node.log[1]].text,
            "put k0=v1.1, call 1 of client 1");
  EXPECT_TRUE(frames.At(5, 1).log.empty());
  EXPECT_FALSE(frames.At(5, 1).view.up);
}

TEST(Frames, NameNodesAboveNineInOneWay) {
  const Frames frames = FramesOf(
      TraceOf({"nodes=9", "learners=3", "spares=1"}, {"timeout node=1"}), "");
  EXPECT_EQ(frames.At(1, 1).configuration,
            "voters=(1 2 3 4 5 6 7 8 9) learners=(10 11 12)");
}

TEST(Frames, DescribeAMembershipAsTheLibraryDoes) {
  const Trace trace = TraceInWhichNobodyLeads();
  const Frames frames = FramesOf(trace, "");
  bool joint = false;
  Replay(trace, [&](uint64_t number, const Action& action, const World& world) {
    if (action.verb == Verb::kSettle || number == trace.actions.size()) return;
    for (raft::NodeId id = 1; id <= frames.nodes; ++id) {
      const auto text = raft::Describe(world.replica(id).configuration());
      EXPECT_EQ(frames.At(number, id).configuration, text);
      joint |= text.contains("&&");
    }
  });
  EXPECT_TRUE(joint);
}

TEST(Frames, ShowTheEndOfALongLog) {
  Trace trace = TraceOf({"nodes=1", "clients=1"}, {"timeout node=1"});
  for (size_t i = 0; i < 2 * kShownEntries; ++i) {
    trace.actions.push_back({.verb = Verb::kPropose, .node = 1, .client = 1});
  }
  const Frames frames = FramesOf(trace, "");
  const ShownNode& node = frames.At(frames.steps.size() - 1, 1);
  ASSERT_EQ(node.log.size(), kShownEntries);
  EXPECT_EQ(frames.entries[node.log.back()].index, node.view.last_index);
}

TEST(Frames, TellAStoredViolationFromOneThatFell) {
  Trace trace = TraceOf({}, {"timeout node=1"});
  trace.violation = {"log_matching", "so it was"};
  const Frames frames = FramesOf(trace, "");
  ASSERT_TRUE(frames.violation.has_value());
  EXPECT_TRUE(frames.violation->stored);
  EXPECT_EQ(frames.violation->step, 1u);
}

TEST(Frames, NoteWhereTheStateDiffersFromTheStoredOne) {
  Trace trace = TraceOf({}, {"timeout node=1", kVote, kVoteResp});
  Complete(trace);
  EXPECT_EQ(FramesOf(trace, "").differs_at, 0u);
  trace.fingerprints[1] ^= 1;
  const Frames frames = FramesOf(trace, "");
  EXPECT_EQ(frames.differs_at, 2u);
  EXPECT_EQ(frames.steps.size(), 4u);
}

TEST(Frames, ShowTheLastActionsOfASettlePhaseThatFails) {
  const Trace trace = TraceInWhichNobodyLeads();
  const Frames frames = FramesOf(trace, "");
  ASSERT_TRUE(frames.violation.has_value());
  EXPECT_EQ(frames.violation->what.invariant, "progress");
  EXPECT_EQ(frames.violation->step, frames.steps.size() - 1);
  // The steps before it have the numbers of the trace.
  const size_t settle = trace.actions.size();
  for (size_t step = 0; step <= settle; ++step) {
    EXPECT_EQ(frames.steps[step].number, step);
    EXPECT_FALSE(frames.steps[step].place.has_value());
  }
  const size_t parts = frames.steps.size() - 1 - settle;
  EXPECT_LE(parts, 2 * kPartsPerNode * frames.nodes);
  EXPECT_GE(parts, kPartsPerNode * frames.nodes / 2);
  ASSERT_TRUE(frames.steps[settle].left_out.has_value());
  // Two of the longest election timeouts are among what is shown.
  const uint64_t left_out = frames.steps[settle].left_out->rounds;
  EXPECT_LE(left_out, 800 - 4 * trace.setup.election_tick);
  EXPECT_FALSE(frames.steps[settle].left_out->more);
  uint64_t round = left_out;
  size_t campaigns = 0;
  for (size_t part = 1; part <= parts; ++part) {
    const ShownStep& step = frames.steps[settle + part];
    EXPECT_EQ(step.number, settle);
    ASSERT_TRUE(step.place.has_value());
    EXPECT_EQ(step.place->part, part);
    EXPECT_GE(step.place->round, round);
    round = step.place->round;
    for (const size_t message : step.sent) {
      const auto type = frames.messages[message].type;
      if (type == raft::MessageType::kVote) ++campaigns;
    }
  }
  EXPECT_GT(frames.steps[settle + 1].place->round, left_out);
  EXPECT_EQ(round, 800u);
  EXPECT_GE(campaigns, 4u);
  // What they lead to is the world at the end, and no message goes astray.
  World world(trace.setup);
  Applier applier;
  for (const Action& action : trace.actions) applier.Apply(world, action);
  for (raft::NodeId id = 1; id <= frames.nodes; ++id) {
    const auto& shown = frames.At(frames.violation->step, id).view;
    EXPECT_EQ(shown.term, world.replica(id).View().term);
    EXPECT_EQ(shown.role, world.replica(id).View().role);
    EXPECT_EQ(shown.last_index, world.replica(id).View().last_index);
  }
  size_t flying = 0;
  for (const ShownMessage& message : frames.messages) {
    EXPECT_NE(message.fate, Fate::kLost);
    if (message.fate == Fate::kInFlight) ++flying;
  }
  EXPECT_EQ(flying, world.network.in_flight());
}

TEST(Frames, JoinWhatShowsNothingButHeartbeats) {
  const Frames frames = FramesOf(TraceInWhichNobodyLeads(), "");
  size_t joined = 0;
  for (const ShownStep& step : frames.steps) {
    if (!step.place) continue;
    for (const size_t message : step.sent) {
      const bool beats =
          frames.messages[message].type == raft::MessageType::kHeartbeat;
      EXPECT_EQ(beats, step.place->quiet);
    }
    if (!step.place->quiet) continue;
    ++joined;
    EXPECT_TRUE(step.text.starts_with("nothing but heartbeats shows "))
        << step.text;
    for (const raft::NodeId id : step.touched) {
      const auto number = static_cast<uint64_t>(&step - frames.steps.data());
      EXPECT_EQ(frames.At(number, id).log, frames.At(number - 1, id).log);
    }
  }
  EXPECT_GT(joined, 0u);
}

TEST(Frames, ShowWhatFallsWithinASettlePhaseWhereItFell) {
  // Node 3 has acknowledged what it lost with its disk.
  const Frames frames =
      FramesOf(TraceOf({"reuse_ids=1"},
                       {"timeout node=2",
                        "deliver node=2 peer=1 type=MsgVote term=2 index=1",
                        "deliver node=1 peer=2 type=MsgVoteResp term=2",
                        "deliver node=2 peer=3 type=MsgApp term=2 index=1",
                        "crash node=3",
                        "deliver node=3 peer=2 type=MsgAppResp term=2 index=2",
                        "deliver node=2 peer=1 type=MsgApp term=2 index=1",
                        "wipe node=3", "settle"}),
               "");
  ASSERT_TRUE(frames.violation.has_value());
  EXPECT_EQ(frames.violation->what.invariant, "match_is_durable");
  EXPECT_EQ(frames.violation->step, frames.steps.size() - 1);
  const ShownStep& fell = frames.steps.back();
  EXPECT_EQ(fell.number, 9u);
  ASSERT_TRUE(fell.place.has_value());
  EXPECT_FALSE(fell.place->quiet);
  EXPECT_EQ(fell.action.verb, Verb::kDeliver);
  EXPECT_EQ(fell.touched, std::vector<raft::NodeId>{2});
}

TEST(Frames, ShowASettlePhaseThatSucceedsAsOneStep) {
  const Trace trace = TraceOf({}, {"timeout node=1", "settle"});
  const Frames frames = FramesOf(trace, "");
  ASSERT_EQ(frames.steps.size(), 3u);
  EXPECT_FALSE(frames.violation.has_value());
  EXPECT_FALSE(frames.steps[2].left_out.has_value());
  EXPECT_EQ(frames.steps[2].touched, (std::vector<raft::NodeId>{1, 2, 3}));
}

TEST(Frames, CompareTheFingerprintOfASettlePhaseThatFails) {
  Trace trace = TraceInWhichNobodyLeads();
  Complete(trace);
  EXPECT_EQ(FramesOf(trace, "").differs_at, 0u);
  trace.fingerprints.back() ^= 1;
  EXPECT_EQ(FramesOf(trace, "").differs_at, trace.actions.size());
}

TEST(SettleNotes, FindWhatShowsAndTheRounds) {
  World world(TraceOf({"nodes=2"}, {}).setup);
  SettleNotes notes(world);
  Applier applier;
  const auto make = [&](std::string_view text) {
    const auto action = ParseAction(text);
    applier.Apply(world, *action);
    notes.Note(world, *action);
    return notes.parts().back().shows;
  };
  EXPECT_EQ(make("mend"), Shows::kNothing);  // Nothing was cut.
  EXPECT_EQ(make("tick node=1"), Shows::kNothing);
  EXPECT_EQ(make("tick node=2"), Shows::kNothing);
  EXPECT_EQ(notes.parts().back().round, 1u);
  EXPECT_EQ(make("tick node=1"), Shows::kNothing);
  EXPECT_EQ(notes.parts().back().round, 2u);
  EXPECT_EQ(make("timeout node=1"), Shows::kMuch);
  EXPECT_EQ(make("deliver node=1 peer=2 type=MsgVote term=2 index=1"),
            Shows::kMuch);
  EXPECT_EQ(make("deliver node=2 peer=1 type=MsgVoteResp term=2"),
            Shows::kMuch);
  EXPECT_EQ(make("deliver node=1 peer=2 type=MsgApp term=2 index=1"),
            Shows::kMuch);
  EXPECT_EQ(make("deliver node=2 peer=1 type=MsgAppResp term=2 index=2"),
            Shows::kMuch);
  EXPECT_EQ(make("deliver node=1 peer=2 type=MsgApp term=2 index=2"),
            Shows::kMuch);
  EXPECT_EQ(make("beat node=1"), Shows::kBeats);
  EXPECT_EQ(make("deliver node=1 peer=2 type=MsgHeartbeat term=2"),
            Shows::kBeats);
  EXPECT_EQ(make("deliver node=2 peer=1 type=MsgHeartbeatResp term=2"),
            Shows::kBeats);
  EXPECT_EQ(notes.FirstShown(), 0u);
  // So much that not all of it is shown, two actions in a round.
  for (size_t i = 0; i < 2 * kPartsPerNode; ++i) {
    make("tick node=2");
    make("timeout node=1");
  }
  const size_t first = notes.FirstShown();
  EXPECT_GT(first, 0u);
  EXPECT_GT(notes.parts()[first].round, notes.parts()[first - 1].round);
  EXPECT_LE(notes.parts().size() - first, 2 * 2 * kPartsPerNode);
}

TEST(Frames, LoseNoMessageInALongRun) { ExpectFlightsMatch(SampleTrace(2000)); }

TEST(Frames, LoseNoMessageInTheCorpus) {
  for (const auto& file :
       std::filesystem::directory_iterator("corpus/traces")) {
    const auto trace = ReadTrace(file.path().string());
    ASSERT_TRUE(trace.has_value()) << trace.error().Text();
    ExpectFlightsMatch(*trace);
  }
}

}  // namespace
}  // namespace harness
