#include "harness/explore/stepper.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "harness/action/look_at.h"
#include "harness/explore/moves.h"
#include "raft/base/check.h"
#include "raft/base/fingerprint.h"

namespace harness {
namespace {

// 128 MiB for each thread.
constexpr size_t kMemoSlots = size_t{1} << 21;

bool IsChange(Verb verb) {
  return verb == Verb::kChange || verb == Verb::kReconfigure ||
         verb == Verb::kLeave;
}

bool ReadsTheNetworkOnly(Verb verb) {
  return verb == Verb::kDrop || verb == Verb::kDuplicate ||
         verb == Verb::kIsolate || verb == Verb::kMend;
}

uint64_t LinkBit(raft::NodeId from, raft::NodeId to) {
  return uint64_t{1} << ((from - 1) * 8 + to - 1);
}

}  // namespace

Stepper::Stepper(const Model& model, Parts& parts, bool remembers,
                 Recipes* recipes)
    : model_(model),
      parts_(parts),
      recipes_(recipes),
      remembers_(remembers && model.setup.max_skew == 0),
      memo_(kMemoSlots),
      world_(model.setup) {}

State Stepper::First() {
  const uint64_t total = model_.setup.total();
  State state(total);
  const World world(model_.setup);
  for (raft::NodeId id = 1; id <= total; ++id) {
    const Replica& replica = world.replica(id);
    RAFT_CHECK(!replica.broken(), "node {} does not start: {}", id,
               replica.why_broken());
    state.set_replica(id, parts_.Add(world.Share(id)).first);
  }
  state.set_ghost(parts_.Add(world.ghost).first);
  RestPart rest{world.clients, world.counts(), 0};
  if (model_.setup.max_skew == 0) rest.counts.ticks.assign(total, 0);
  state.set_rest(parts_.Add(rest).first);
  return state;
}

Stepper::Stepped Stepper::Step(const State& state, const Move& move,
                               State& next) {
  sent_.clear();
  if (ReadsTheNetworkOnly(move.verb)) return StepNetwork(state, move, next);
  const raft::NodeId node = move.verb == Verb::kDeliver ? move.peer : move.node;
  const bool remembers = remembers_ && !IsChange(move.verb);
  if (remembers) {
    if (const Effect* known = Recall(state, move, node)) {
      sent_.assign(known->Sent().begin(), known->Sent().end());
      return Finish(state, move, node, *known, next);
    }
  }
  const Effect effect = Make(state, move, node);
  if (remembers && !effect.many && !effect.fell) {
    memo_.Put(KeyOf(state, move, node, effect.sees), effect);
  }
  return Finish(state, move, node, effect, next);
}

StateKey Stepper::KeyOf(const State& state, const Move& move, raft::NodeId node,
                        Sees sees) const {
  raft::Fingerprint high(1);
  raft::Fingerprint low(2);
  const auto add = [&](uint64_t word) {
    high.Add(word);
    low.Add(word);
  };
  add(static_cast<uint64_t>(move.verb) | uint64_t{move.node} << 8 |
      uint64_t{move.peer} << 16 | uint64_t{move.client} << 24 |
      uint64_t{move.key} << 32 | uint64_t{move.nth} << 40 |
      uint64_t{move.option} << 48);
  add(uint64_t{move.message} << 32 | state.replica(node));
  add(uint64_t{state.ghost()} << 32 | state.rest());
  add(static_cast<uint64_t>(sees));
  for (raft::NodeId id = 1; id <= state.nodes(); ++id) {
    if (id == node || sees == Sees::kItself) continue;
    const PartId other = state.replica(id);
    add(sees == Sees::kDisks ? parts_.replicas[other].durable : other);
  }
  return {high.Get(), low.Get()};
}

// What a move looks at depends on its replica and message alone, so one of the
// keys is the right one, and the others are never found.
const Effect* Stepper::Recall(const State& state, const Move& move,
                              raft::NodeId node) const {
  const bool leads = parts_.replicas[state.replica(node)].leads;
  const Sees likely = leads ? Sees::kDisks : Sees::kItself;
  const Sees next = leads ? Sees::kItself : Sees::kOthers;
  const Sees last = leads ? Sees::kOthers : Sees::kDisks;
  for (const Sees sees : {likely, next, last}) {
    const Effect* known = memo_.Find(KeyOf(state, move, node, sees));
    if (known != nullptr) return known;
  }
  return nullptr;
}

void Stepper::Prefetch(const State& state, const Move& move) const {
  if (!remembers_ || ReadsTheNetworkOnly(move.verb) || IsChange(move.verb)) {
    return;
  }
  const raft::NodeId node = move.verb == Verb::kDeliver ? move.peer : move.node;
  const bool leads = parts_.replicas[state.replica(node)].leads;
  memo_.Prefetch(
      KeyOf(state, move, node, leads ? Sees::kDisks : Sees::kItself));
}

// Runs Apply in a world of the parts that it reads.
Effect Stepper::Make(const State& state, const Move& move, raft::NodeId node) {
  ++applied_;
  for (raft::NodeId id = 1; id <= state.nodes(); ++id) {
    const auto& replica = parts_.replicas[state.replica(id)].replica;
    if (world_.Share(id) != replica) world_.Put(replica);
  }
  const RestPart& rest = parts_.rests[state.rest()];
  world_.ghost = parts_.ghosts[state.ghost()];
  world_.clients = rest.clients;
  world_.Put(rest.counts);
  world_.network.Clear();
  world_.record.history.clear();
  if (move.verb == Verb::kDeliver) {
    const MessagePart& part = parts_.messages[move.message];
    raft::Message copy = part.message;
    RAFT_CHECK(world_.network.Send(part.sender, std::move(copy)),
               "there is no room for a message alone");
  }
  const uint64_t no_ops = world_.record.no_ops;
  Effect effect;
  violation_ = applier_.Apply(world_, ActionOf(parts_, move));
  effect.fell = violation_.has_value();
  if (effect.fell) return effect;
  effect.nothing = world_.record.no_ops != no_ops;
  if (effect.nothing) return effect;
  try {
    return TakeApart(state, move, node);
  } catch (const std::exception& thrown) {
    violation_ = ThrownBetween(world_, thrown.what(), "exploration");
    effect.fell = true;
    sent_.clear();
    made_.clear();
    return effect;
  }
}

// The parts of the world as the move left it.
Effect Stepper::TakeApart(const State& state, const Move& move,
                          raft::NodeId node) {
  Effect effect;
  const auto& replica = world_.Share(node);
  effect.replica = Noted(PartKind::kReplica, parts_.Add(replica));
  if (replica->leads()) {
    const ReplicaPart& before = parts_.replicas[state.replica(node)];
    const bool led = before.leads && before.term == replica->View().term;
    effect.sees = led ? Sees::kDisks : Sees::kOthers;
  }
  effect.ghost = Noted(PartKind::kGhost, parts_.Add(world_.ghost));
  effect.rest = AddRest(state);
  for (raft::NodeId to = 1; to <= state.nodes(); ++to) {
    for (const raft::Message& message : world_.network.On(node, to)) {
      sent_.push_back(Noted(PartKind::kMessage, parts_.Add(node, message)));
    }
  }
  NoteRecipe(state, move);
  effect.many = sent_.size() > Effect::kSent;
  if (!effect.many) {
    effect.sent_count = static_cast<uint32_t>(sent_.size());
    std::copy(sent_.begin(), sent_.end(), effect.sent.begin());
  }
  return effect;
}

// What the world keeps of clients and counts; clocks only if they matter.
PartId Stepper::AddRest(const State& state) {
  const RestPart& before = parts_.rests[state.rest()];
  RestPart rest{world_.clients, world_.counts(), before.cut};
  if (model_.setup.max_skew == 0) {
    std::fill(rest.counts.ticks.begin(), rest.counts.ticks.end(), 0);
  }
  if (rest.clients == before.clients && rest.counts == before.counts) {
    return state.rest();
  }
  return Noted(PartKind::kRest, parts_.Add(rest));
}

PartId Stepper::Noted(PartKind kind, Added added) {
  const auto [id, is_new] = added;
  if (recipes_ == nullptr || !is_new) return id;
  made_.push_back({kind, id, parts_.KeyOf(kind, id)});
  return id;
}

void Stepper::NoteRecipe(const State& state, const Move& move) {
  if (made_.empty()) return;
  Recipe recipe{State(state.nodes()), move, std::exchange(made_, {})};
  for (raft::NodeId id = 1; id <= state.nodes(); ++id) {
    recipe.state.set_replica(id, state.replica(id));
  }
  recipe.state.set_ghost(state.ghost());
  recipe.state.set_rest(state.rest());
  if (move.message != PartTable<MessagePart>::kNone) {
    recipe.state.Put(move.message);
  }
  recipe.move.budget.reset();
  recipes_->Add(std::move(recipe));
}

Stepper::Stepped Stepper::Finish(const State& state, const Move& move,
                                 raft::NodeId node, const Effect& effect,
                                 State& next) const {
  if (effect.fell) return {.outcome = Outcome::kFell};
  if (effect.nothing) return {.outcome = Outcome::kNothing};
  next = state;
  next.set_replica(node, effect.replica);
  next.set_ghost(effect.ghost);
  next.set_rest(effect.rest);
  if (move.verb == Verb::kDeliver) next.Take(move.message);
  if (move.budget) next.Use(*move.budget);
  const uint64_t cut = parts_.rests[effect.rest].cut;
  for (const PartId id : sent_) {
    const raft::NodeId to = parts_.messages[id].message.to;
    if ((cut & LinkBit(node, to)) != 0) continue;
    if (next.messages().size() >= model_.setup.link_capacity) {
      const auto in_flight = next.messages();
      const auto on_link = static_cast<uint64_t>(
          std::count_if(in_flight.begin(), in_flight.end(), [&](PartId other) {
            const MessagePart& part = parts_.messages[other];
            return part.sender == node && part.message.to == to;
          }));
      if (on_link >= model_.setup.link_capacity) continue;
    }
    next.Put(id);
  }
  if (next.messages().size() > model_.in_flight) {
    return {.outcome = Outcome::kBeyond};
  }
  return {.outcome = Outcome::kMoved,
          .local = effect.ghost == state.ghost() &&
                   effect.rest == state.rest() &&
                   next.messages().size() < model_.setup.link_capacity};
}

Stepper::Stepped Stepper::StepNetwork(const State& state, const Move& move,
                                      State& next) {
  next = state;
  if (move.budget) next.Use(*move.budget);
  if (move.verb == Verb::kDrop) {
    next.Take(move.message);
    return {.outcome = Outcome::kMoved};
  }
  if (move.verb == Verb::kDuplicate) {
    const auto in_flight = state.messages();
    const MessagePart& part = parts_.messages[move.message];
    const auto on_link = static_cast<uint64_t>(
        std::count_if(in_flight.begin(), in_flight.end(), [&](PartId other) {
          return parts_.messages[other].sender == part.sender &&
                 parts_.messages[other].message.to == part.message.to;
        }));
    if (on_link >= model_.setup.link_capacity) return {};
    next.Put(move.message);
    const bool fits = next.messages().size() <= model_.in_flight;
    return {.outcome = fits ? Outcome::kMoved : Outcome::kBeyond};
  }
  RestPart rest = parts_.rests[state.rest()];
  rest.cut = 0;
  if (move.verb == Verb::kIsolate) {
    for (raft::NodeId id = 1; id <= state.nodes(); ++id) {
      if (id == move.node) continue;
      rest.cut |= LinkBit(id, move.node) | LinkBit(move.node, id);
    }
  }
  next.set_rest(Noted(PartKind::kRest, parts_.Add(rest)));
  NoteRecipe(state, move);
  return {.outcome = next == state ? Outcome::kNothing : Outcome::kMoved};
}

World Stepper::WorldOf(const State& state) const {
  World world(model_.setup);
  for (raft::NodeId id = 1; id <= state.nodes(); ++id) {
    world.Put(parts_.replicas[state.replica(id)].replica);
  }
  const RestPart& rest = parts_.rests[state.rest()];
  world.ghost = parts_.ghosts[state.ghost()];
  world.clients = rest.clients;
  world.Put(rest.counts);
  for (const PartId id : state.messages()) {
    const MessagePart& part = parts_.messages[id];
    raft::Message copy = part.message;
    RAFT_CHECK(world.network.Send(part.sender, std::move(copy)),
               "a link holds more messages than it can");
  }
  for (raft::NodeId from = 1; from <= state.nodes(); ++from) {
    for (raft::NodeId to = 1; to <= state.nodes(); ++to) {
      if ((rest.cut & LinkBit(from, to)) != 0) world.network.Cut(from, to);
    }
  }
  return world;
}

}  // namespace harness
