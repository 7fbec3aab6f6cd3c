#include "harness/explore/trail.h"

#include <vector>

#include "harness/explore/keys.h"
#include "harness/explore/moves.h"
#include "harness/explore/stepper.h"
#include "harness/trace/replay.h"
#include "harness/trace/signature.h"
#include "raft/base/check.h"

namespace harness {
namespace {

// Goes from key to key, each time by the first move that leads there. Returns
// whether `state` is the last one then.
bool Follow(const Search& search, Stepper& stepper,
            const std::vector<StateKey>& path, State& state,
            std::vector<Move>& way) {
  Keys keys(search.parts);
  State next(state.nodes());
  std::vector<Move> moves;
  for (size_t i = 1; i < path.size(); ++i) {
    (void)keys.Of(state);
    moves.clear();
    MovesOf(search.model, search.parts, state, moves);
    bool found = false;
    for (const Move& move : moves) {
      if (stepper.Step(state, move, next).outcome != Stepper::Outcome::kMoved) {
        continue;
      }
      if (keys.OfNext(state, next) != path[i]) continue;
      way.push_back(move);
      state = next;
      found = true;
      break;
    }
    if (!found) return false;
  }
  return true;
}

// The last move, in a state that may have other names than the one in which it
// was found.
std::optional<Move> LastMove(const Search& search, Stepper& stepper,
                             const State& state) {
  State next(state.nodes());
  std::vector<Move> moves;
  MovesOf(search.model, search.parts, state, moves);
  for (const Move& move : moves) {
    if (stepper.Step(state, move, next).outcome == Stepper::Outcome::kFell) {
      const std::string& wanted = search.options.signature;
      if (wanted.empty() || SignatureOf(*stepper.violation()) == wanted) {
        return move;
      }
    }
  }
  return std::nullopt;
}

// The message of a move by its name in this world.
Action NamedIn(const World& world, const Parts& parts, const Move& move) {
  Action action = ActionOf(parts, move);
  if (move.message == PartTable<MessagePart>::kNone) return action;
  const MessagePart& part = parts.messages[move.message];
  const auto link = world.network.On(part.sender, part.message.to);
  for (size_t i = 0; i < link.size(); ++i) {
    if (link[i] != part.message) continue;
    return Action::About(move.verb,
                         world.network.NameOn(part.sender, part.message.to, i));
  }
  RAFT_CHECK(false, "the message of a move is not in flight");
}

}  // namespace

Trace TrailOf(Search& search, const Search::Fall& fall) {
  Stepper stepper(search.model, search.parts);
  Keys keys(search.parts);
  State state = stepper.First();
  std::vector<Move> way;
  RAFT_CHECK(Follow(search, stepper, search.seen.PathTo(keys.Of(fall.state)),
                    state, way),
             "a state on the way cannot be reached again");
  Trace trace;
  trace.setup = search.model.setup;
  trace.strategy = "explore";
  if (fall.move) {
    const auto last = LastMove(search, stepper, state);
    RAFT_CHECK(last.has_value(), "nothing falls after the same states");
    way.push_back(*last);
  }
  World world(trace.setup);
  Applier applier;
  for (const Move& move : way) {
    trace.actions.push_back(NamedIn(world, search.parts, move));
    (void)applier.Apply(world, trace.actions.back());
  }
  if (!fall.move) trace.actions.push_back({.verb = Verb::kSettle});
  Complete(trace);
  RAFT_CHECK(trace.violation.has_value(), "nothing falls under the trace");
  return trace;
}

}  // namespace harness
