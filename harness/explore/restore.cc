#include "harness/explore/restore.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "harness/explore/stepper.h"

namespace harness {
namespace {

class Restorer {
 public:
  Restorer(const Model& model, Parts& parts, Recipes& recipes)
      : parts_(parts),
        nodes_(model.setup.total()),
        stepper_(model, parts, true, &recipes),
        next_(nodes_) {
    // The first parts have the same numbers in every process.
    const State first = stepper_.First();
    for (raft::NodeId id = 1; id <= nodes_; ++id) {
      Map(PartKind::kReplica)[first.replica(id)] = first.replica(id);
    }
    Map(PartKind::kGhost)[first.ghost()] = first.ghost();
    Map(PartKind::kRest)[first.rest()] = first.rest();
  }

  // A part is made of others, which may stand later in the list if several
  // threads wrote it.
  bool Remake(std::vector<Recipe> waiting) {
    while (!waiting.empty()) {
      std::vector<Recipe> later;
      for (Recipe& recipe : waiting) {
        auto state = Renumbered(recipe.state, nullptr);
        if (!state) {
          later.push_back(std::move(recipe));
        } else if (!Remake(*state, recipe)) {
          return false;
        }
      }
      if (later.size() == waiting.size()) return false;
      waiting = std::move(later);
    }
    return true;
  }

  bool Renumber(Frontier& frontier) {
    Frontier renumbered;
    Waiting waiting;
    bool all = true;
    frontier.ForEach(nodes_, waiting, [&](const Waiting& now) {
      Arrival arrival = now.arrival;
      const auto state = Renumbered(now.state, &arrival.sent);
      all = all && state.has_value();
      if (all) renumbered.Push(*state, arrival, now.distance);
    });
    frontier = std::move(renumbered);
    return all;
  }

 private:
  using Numbers = std::unordered_map<PartId, PartId>;

  Numbers& Map(PartKind kind) { return maps_[static_cast<size_t>(kind)]; }

  std::optional<PartId> NumberOf(PartKind kind, PartId old) {
    const auto found = Map(kind).find(old);
    if (found == Map(kind).end()) return std::nullopt;
    return found->second;
  }

  bool Remake(const State& state, const Recipe& recipe) {
    Move move = recipe.move;
    const bool delivers = move.verb == Verb::kDeliver;
    if (delivers != (state.messages().size() == 1)) return false;
    if (delivers) {
      move.message = state.messages().front();
      move.node = static_cast<uint8_t>(parts_.messages[move.message].sender);
      move.peer =
          static_cast<uint8_t>(parts_.messages[move.message].message.to);
    } else if (move.message != PartTable<MessagePart>::kNone) {
      return false;
    }
    if (move.node > nodes_ || (move.node == 0 && move.verb != Verb::kMend) ||
        move.peer > nodes_ || move.verb == Verb::kSettle) {
      return false;
    }
    (void)stepper_.Step(state, move, next_);
    for (const MadePart& part : recipe.made) {
      const PartId id = parts_.Find(part.kind, part.key);
      if (id == PartTable<char>::kNone) return false;
      Map(part.kind)[part.id] = id;
    }
    return true;
  }

  // The state with the numbers that its parts have now; nothing if one of them
  // is not known. `sent` has a bit for each of its messages: see Arrival.
  std::optional<State> Renumbered(const State& old, uint32_t* sent) {
    State state(nodes_);
    const auto words = old.words();
    std::vector<uint32_t> fixed(
        words.begin(),
        words.end() - static_cast<ptrdiff_t>(old.messages().size()));
    state.Assign(nodes_, fixed);
    for (raft::NodeId id = 1; id <= nodes_; ++id) {
      const auto replica = NumberOf(PartKind::kReplica, old.replica(id));
      if (!replica || parts_.replicas[*replica].replica->id() != id) {
        return std::nullopt;
      }
      state.set_replica(id, *replica);
    }
    const auto ghost = NumberOf(PartKind::kGhost, old.ghost());
    const auto rest = NumberOf(PartKind::kRest, old.rest());
    if (!ghost || !rest) return std::nullopt;
    state.set_ghost(*ghost);
    state.set_rest(*rest);
    const auto messages = old.messages();
    std::vector<PartId> marked;
    for (size_t i = 0; i < messages.size(); ++i) {
      const auto message = NumberOf(PartKind::kMessage, messages[i]);
      if (!message) return std::nullopt;
      state.Put(*message);
      if (sent != nullptr && i < 32 && (*sent >> i & 1) != 0) {
        marked.push_back(*message);
      }
    }
    if (sent != nullptr) *sent = Marks(state, marked);
    return state;
  }

  static uint32_t Marks(const State& state, const std::vector<PartId>& marked) {
    uint32_t marks = 0;
    for (size_t i = 0; i < state.messages().size() && i < 32; ++i) {
      const PartId message = state.messages()[i];
      if (std::find(marked.begin(), marked.end(), message) != marked.end()) {
        marks |= uint32_t{1} << i;
      }
    }
    return marks;
  }

  Parts& parts_;
  const size_t nodes_;
  Stepper stepper_;
  State next_;
  std::array<Numbers, kPartKinds> maps_;
};

}  // namespace

raft::Result<void> Restore(const Model& model, Parts& parts, Recipes& recipes,
                           Checkpoint& checkpoint) {
  Restorer restorer(model, parts, recipes);
  if (checkpoint.nodes == model.setup.total() &&
      restorer.Remake(std::exchange(checkpoint.recipes, {})) &&
      restorer.Renumber(checkpoint.now) && restorer.Renumber(checkpoint.next)) {
    return {};
  }
  return raft::Fail(raft::ErrorCode::kBadBytes,
                    "what it holds does not come about in this version of "
                    "raftproof");
}

}  // namespace harness
