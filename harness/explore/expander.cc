#include "harness/explore/expander.h"

#include <algorithm>

#include "harness/trace/signature.h"

namespace harness {
namespace {

// In how many ways as many clients as have begun a call could be others.
uint64_t ClientsInOtherWays(const Model& model, const Clients& clients) {
  if (model.value_symmetry == 0) return 1;
  uint64_t ways = 1;
  for (uint64_t client = 1; client <= clients.count(); ++client) {
    if (clients.BegunBy(client) > 0) ways *= clients.count() - client + 1;
  }
  return ways;
}

}  // namespace

Search::Search(const Model& of, const ExploreOptions& with)
    : model(of),
      options(with),
      // The default move goes by names.
      parts(RenamingsOf(of, of.node_symmetry != 0 && of.deviations == 0)) {}

void Search::Fell(const State& state, std::optional<Move> move) {
  const std::lock_guard lock(mutex);
  if (!fall) fall = {state, move};
  stop = true;
}

Expander::Expander(Search& search)
    : search_(search),
      stepper_(search.model, search.parts, search.options.remembers,
               search.options.checkpoint.empty() ? nullptr : &search.recipes),
      keys_(search.parts) {}

State Expander::Begin() {
  const State state = stepper_.First();
  const StateKey key = keys_.Of(state);
  if (search_.seen.Insert(key, key, 0) == Seen::kNew) {
    Found(state, keys_.orbit());
  }
  return state;
}

bool Expander::IsNearest(const Waiting& waiting) {
  return search_.seen.DistanceOf(keys_.Of(waiting.state)) == waiting.distance;
}

void Expander::Found(const State& state, uint64_t orbit) {
  ++counts_.states;
  counts_.with_node_names += orbit;
  counts_.with_all_names += static_cast<double>(
      orbit * ClientsInOtherWays(search_.model,
                                 search_.parts.rests[state.rest()].clients));
}

bool Expander::IsToSettle(const StateKey& key) const {
  const uint64_t every = search_.model.settle;
  return every != 0 && key.low % every == 0;
}

bool Expander::Settles(const State& state) {
  World world = stepper_.WorldOf(state);
  const auto violation = applier_.Apply(world, {.verb = Verb::kSettle});
  if (!violation) return true;
  const std::string& wanted = search_.options.signature;
  if (wanted.empty() || SignatureOf(*violation) == wanted) return false;
  ++counts_.other_falls;
  return true;
}

void Expander::Expand(const Waiting& waiting, uint64_t distance, bool deviates,
                      const Sink& sink) {
  const State& state = waiting.state;
  ++expanded_;
  const StateKey key = keys_.Of(state);
  // Here and not where it was found: a settle phase is one more action, so what
  // falls in it is no shorter than what falls in a move.
  if (IsToSettle(key)) {
    if (!Settles(state)) {
      search_.Fell(state, std::nullopt);
      return;
    }
    ++counts_.settled;
  }
  moves_.clear();
  MovesOf(search_.model, search_.parts, state, moves_);
  const size_t usual =
      deviates ? DefaultMove(search_.parts, state, moves_) : moves_.size();
  for (const Move& move : moves_) stepper_.Prefetch(state, move);
  reached_count_ = 0;
  for (size_t i = 0; i < moves_.size(); ++i) {
    const uint64_t there = i == usual ? distance - 1 : distance;
    // Beyond the last deviation only the default is left.
    if (deviates && there >= search_.model.deviations) continue;
    Step(waiting, moves_[i], deviates, there, i == usual);
  }
  for (size_t i = 0; i < reached_count_; ++i) Insert(reached_[i], key, sink);
}

// Notes where the move leads, unless it is left out.
void Expander::Step(const Waiting& waiting, const Move& move, bool deviates,
                    uint64_t distance, bool is_default) {
  if (reached_count_ == reached_.size()) reached_.emplace_back();
  Reached& next = reached_[reached_count_];
  const Stepper::Stepped stepped =
      stepper_.Step(waiting.state, move, next.state);
  switch (stepped.outcome) {
    case Stepper::Outcome::kNothing:
      return;
    case Stepper::Outcome::kBeyond:
      ++counts_.beyond;
      return;
    case Stepper::Outcome::kFell: {
      const std::string& wanted = search_.options.signature;
      if (wanted.empty() || SignatureOf(*stepper_.violation()) == wanted) {
        search_.Fell(waiting.state, move);
      } else {
        ++counts_.other_falls;
      }
      return;
    }
    case Stepper::Outcome::kMoved:
      break;
  }
  ++counts_.transitions;
  next.arrival = ArrivalOf(waiting.state, move, stepped, next.state);
  if (!deviates && !OrderMatters(waiting, move, next.arrival)) {
    ++counts_.skipped;
    return;
  }
  next.key = keys_.OfNext(waiting.state, next.state);
  search_.seen.Prefetch(next.key);
  next.orbit = keys_.orbit();
  next.distance = distance;
  next.is_default = is_default;
  ++reached_count_;
}

void Expander::Insert(const Reached& reached, const StateKey& parent,
                      const Sink& sink) {
  const Seen seen = search_.seen.Insert(reached.key, parent, reached.distance);
  if (seen == Seen::kKnown) return;
  counts_.depth = std::max(counts_.depth, reached.distance);
  if (seen == Seen::kNew) Found(reached.state, reached.orbit);
  sink(reached.state, reached.arrival, reached.is_default);
}

// Moves that are the same but for names have the same label.
uint64_t Expander::LabelOf(const State&, const Move& move) const {
  raft::Fingerprint label(5);
  label.Add(static_cast<uint64_t>(move.verb) | uint64_t{move.option} << 8);
  if (move.message != PartTable<MessagePart>::kNone) {
    const PartKeys& keys = search_.parts.messages.Get(move.message).keys;
    label.Add(std::min_element(keys.begin(), keys.end())->low);
  } else if (search_.parts.renamings().size() == 1) {
    label.Add(move.node);
  }
  return label.Get();
}

Arrival Expander::ArrivalOf(const State& state, const Move& move,
                            const Stepper::Stepped& stepped,
                            const State& next) const {
  Arrival arrival;
  const auto messages = next.messages();
  const auto sent = stepper_.sent();
  if (search_.model.partial_order == 0 || !stepped.local ||
      messages.size() > 32 || search_.options.order != Order::kBreadth) {
    return arrival;
  }
  arrival.local = true;
  arrival.node = move.verb == Verb::kDeliver ? move.peer : move.node;
  arrival.label = LabelOf(state, move);
  for (size_t i = 0; i < messages.size(); ++i) {
    if (std::find(sent.begin(), sent.end(), messages[i]) != sent.end()) {
      arrival.sent |= uint32_t{1} << i;
    }
  }
  return arrival;
}

// False if a move x of a state u need not be made, because it leads where
// another order of moves leads, too. Let u = p.a be how u was found, by a move
// a of a state p one step before. x is skipped if
//
//   a and x touch different nodes and change nothing that is shared (they are
//   local), and x was possible in p: it is no delivery of what a sent. So
//   p.x.a is possible, and is u.x;
//   and label(x) < label(a).
//
// All states are found all the same, each at its depth. Assume that those up to
// depth d are, and let s have depth d + 1. Of all pairs of a state u at depth d
// and a move x with u.x = s, take one with the greatest label(x). u was
// expanded. If x was skipped there, p.x has depth d, or s would have less than
// d + 1; (p.x, a) is one of those pairs; and label(a) > label(x), so the pair
// was not the greatest. Labels do not depend on names, so this is as true of
// states that stand for all their renamings. It is for breadth-first search
// only; transitions under which something falls are never skipped, as x is made
// before it is asked whether it matters.
//
// That p.x is within the bounds: budgets are used up by both or neither; a
// state with too many messages may lie between, so where there is hardly room
// for more, the order matters.
bool Expander::OrderMatters(const Waiting& waiting, const Move& move,
                            const Arrival& next) const {
  const Arrival& last = waiting.arrival;
  if (!last.local || !next.local || last.node == next.node) return true;
  if (next.label >= last.label) return true;
  const auto messages = waiting.state.messages();
  if (move.message != PartTable<MessagePart>::kNone) {
    const auto place =
        std::lower_bound(messages.begin(), messages.end(), move.message);
    if ((last.sent >> (place - messages.begin()) & 1) != 0) return true;
  }
  // p had one more, at most, than u without what a sent.
  return messages.size() + 1 + stepper_.sent().size() > search_.model.in_flight;
}

void Expander::AddTo(ExploreCounts& counts) const {
  counts.states += counts_.states;
  counts.transitions += counts_.transitions;
  counts.applied += stepper_.applied();
  counts.skipped += counts_.skipped;
  counts.beyond += counts_.beyond;
  counts.settled += counts_.settled;
  counts.other_falls += counts_.other_falls;
  counts.depth = std::max(counts.depth, counts_.depth);
  counts.with_node_names += counts_.with_node_names;
  counts.with_all_names += counts_.with_all_names;
}

}  // namespace harness
