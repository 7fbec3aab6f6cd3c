// A state after a move is the world after its action.
#include "harness/explore/stepper.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "harness/action/apply.h"
#include "harness/action/enabled.h"
#include "harness/explore/moves.h"
#include "harness/explore/names.h"

namespace harness {
namespace {

constexpr auto kModels = std::to_array<std::string_view>({
    "timeouts=4\nterms=4\nproposals=3\nreads=2\nbeats=4\ncrashes=2\ndrops=3\n"
    "duplicates=3\nsnapshots=2\ntransfers=1\nreports=2\nretries=2\nforgets=1\n"
    "clients=2\nin_flight=1000\n",
    "spares=1\nchanges=3\ntimeouts=4\nterms=4\nbeats=4\nisolations=2\n"
    "crashes=1\nlink_capacity=2\nin_flight=1000\nproposals=2\n",
    "drive=2\ntimeouts=3\nterms=3\nproposals=2\ncrashes=2\nfailures=1\n"
    "in_flight=1000\npre_vote=7\ncheck_quorum=7\nticks=3\n",
    "drive=3\ntimeouts=3\nterms=3\nproposals=2\ncrashes=2\nin_flight=1000\n",
});

// The action of a move in this world, where the message lies in its link.
Action ActionIn(const World& world, const Parts& parts, const Move& move) {
  Action action = ActionOf(parts, move);
  if (move.message == PartTable<MessagePart>::kNone) return action;
  const MessagePart& part = parts.messages[move.message];
  const auto link = world.network.On(part.sender, part.message.to);
  const auto place = std::find(link.begin(), link.end(), part.message);
  EXPECT_NE(place, link.end());
  return Action::About(
      move.verb,
      world.network.NameOn(part.sender, part.message.to,
                           static_cast<size_t>(place - link.begin())));
}

void ExpectSame(Parts& parts, const State& state, const World& world) {
  std::vector<PartId> messages;
  uint64_t cut = 0;
  for (raft::NodeId id = 1; id <= state.nodes(); ++id) {
    EXPECT_EQ(parts.Add(world.Share(id)).first, state.replica(id));
    for (raft::NodeId to = 1; to <= state.nodes(); ++to) {
      for (const raft::Message& message : world.network.On(id, to)) {
        messages.push_back(parts.Add(id, message).first);
      }
      if (world.network.IsCut(id, to)) {
        cut |= uint64_t{1} << ((id - 1) * 8 + to - 1);
      }
    }
  }
  std::sort(messages.begin(), messages.end());
  EXPECT_TRUE(std::equal(messages.begin(), messages.end(),
                         state.messages().begin(), state.messages().end()));
  EXPECT_EQ(parts.Add(world.ghost).first, state.ghost());
  const RestPart& rest = parts.rests[state.rest()];
  EXPECT_EQ(rest.clients, world.clients);
  EXPECT_EQ(rest.cut, cut);
  EXPECT_EQ(rest.counts.changes, world.counts().changes);
  EXPECT_EQ(rest.counts.leaving, world.counts().leaving);
}

// Each walk takes another way through what can happen.
uint64_t Walk(const Model& model, uint64_t seed) {
  Parts parts(RenamingsOf(model, true));
  Stepper stepper(model, parts);
  State state = stepper.First();
  State next(state.nodes());
  World world(model.setup);
  Applier applier;
  std::vector<Move> moves;
  std::vector<Action> enabled;
  uint64_t made = 0;
  for (uint64_t step = 0; step < 80; ++step) {
    moves.clear();
    MovesOf(model, parts, state, moves);
    if (moves.empty()) break;
    seed = seed * 6364136223846793005 + 1442695040888963407;
    const Move move = moves[(seed >> 33) % moves.size()];
    const Action action = ActionIn(world, parts, move);
    enabled.clear();
    Enabled(world, enabled);
    EXPECT_NE(std::find(enabled.begin(), enabled.end(), action), enabled.end())
        << Describe(action);
    const uint64_t no_ops = world.record.no_ops;
    EXPECT_FALSE(applier.Apply(world, action).has_value());
    const auto stepped = stepper.Step(state, move, next);
    EXPECT_EQ(stepped.outcome == Stepper::Outcome::kNothing,
              world.record.no_ops != no_ops)
        << Describe(action);
    if (stepped.outcome == Stepper::Outcome::kNothing) continue;
    EXPECT_EQ(stepped.outcome, Stepper::Outcome::kMoved);
    state = next;
    ++made;
    ExpectSame(parts, state, world);
    if (testing::Test::HasFailure()) break;
  }
  return made;
}

TEST(Stepper, TakesStatesWhereApplyTakesWorlds) {
  for (const std::string_view text : kModels) {
    SCOPED_TRACE(text);
    const auto model = ParseModel(text, "test");
    ASSERT_TRUE(model.has_value()) << model.error().Text();
    uint64_t made = 0;
    for (uint64_t seed = 1; seed <= 30; ++seed) {
      made += Walk(*model, seed);
      ASSERT_FALSE(HasFailure()) << "seed " << seed;
    }
    EXPECT_GT(made, 600u);
  }
}

}  // namespace
}  // namespace harness
