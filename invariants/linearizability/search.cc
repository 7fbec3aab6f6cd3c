#include "invariants/linearizability/search.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "invariants/linearizability/change.h"
#include "invariants/linearizability/prefixes.h"
#include "invariants/linearizability/seen_set.h"

namespace lin {
namespace {

constexpr uint32_t kNone = 0xffffffff;
// How many calls and returns of those to come are looked at in advance.
constexpr int kAhead = 128;
constexpr uint64_t kStepsBetweenProgress = 1 << 20;

// Operations of unknown outcome that do the same, in the order of their calls.
struct Alike {
  std::vector<uint32_t> positions;
  size_t used = 0;
};

// A call or a return in the list of what is not placed yet.
struct Node {
  Time time = 0;
  uint32_t position = 0;  // In the part.
  bool is_return = false;
  uint32_t next = kNone;
  uint32_t previous = kNone;
  uint32_t match = kNone;  // Of a call: its return.
};

// An operation that was placed, and how to take it back.
struct Frame {
  uint32_t node = kNone;   // Its call, or
  uint32_t alike = kNone;  // the operations like it.
  bool forced = false;     // There is no need to try anything else here.
  Change change;
};

class Searcher {
 public:
  Searcher(History& history, const Model& model, Part part,
           const Budget& budget)
      : history_(history), model_(model), part_(part), budget_(budget) {
    MakeNodes();
    MakeAlikes();
    bytes_before_ = history.values.bytes();
    if (model.Knows(Verb::kAppend)) prefixes_.emplace(history, part);
  }

  Finding Run() {
    Finding finding;
    while (nodes_[kHead].next != kNone) {
      if (!Advance()) {
        if (out_of_budget_) break;
        finding.verdict = Verdict::kNot;
        break;
      }
    }
    finding.steps = steps_;
    finding.decided_until = deepest_;
    if (out_of_budget_) finding.order = OrderOfTheDeepest();
    if (finding.verdict == Verdict::kNot) {
      for (uint32_t i = 0; i < part_.size(); ++i) {
        if (At(i).called_at < std::max(deepest_, blamed_)) {
          finding.conflict.push_back({i});
        }
      }
    } else if (!out_of_budget_) {
      finding.verdict = Verdict::kLinearizable;
      finding.decided_until = kNever;
      finding.order = OrderOf(frames_.size());
    }
    return finding;
  }

 private:
  static constexpr uint32_t kHead = 0;

  const Operation& At(uint32_t position) const {
    return history_.operations[part_[position]];
  }

  void MakeNodes() {
    nodes_.emplace_back();  // The head.
    for (uint32_t i = 0; i < part_.size(); ++i) {
      const Operation& operation = At(i);
      if (operation.status == Status::kUnknown) continue;
      nodes_.push_back({.time = operation.called_at, .position = i});
      nodes_.push_back(
          {.time = operation.returned_at, .position = i, .is_return = true});
    }
    std::sort(
        nodes_.begin() + 1, nodes_.end(), [](const Node& a, const Node& b) {
          return std::tie(a.time, a.position) < std::tie(b.time, b.position);
        });
    std::vector<uint32_t> calls(part_.size(), kNone);
    for (uint32_t i = 0; i < nodes_.size(); ++i) {
      if (i + 1 < nodes_.size()) nodes_[i].next = i + 1;
      if (i == kHead) continue;
      nodes_[i].previous = i - 1;
      if (!nodes_[i].is_return) {
        calls[nodes_[i].position] = i;
      } else {
        nodes_[calls[nodes_[i].position]].match = i;
      }
    }
  }

  void MakeAlikes() {
    std::map<std::tuple<Verb, Value, Value, Value>, size_t> known;
    for (uint32_t i = 0; i < part_.size(); ++i) {
      const Operation& operation = At(i);
      if (operation.status != Status::kUnknown) continue;
      if (model_.is_pure(operation)) continue;
      const auto [place, is_new] =
          known.try_emplace({operation.verb, operation.argument,
                             operation.expected, operation.result},
                            alikes_.size());
      if (is_new) alikes_.emplace_back();
      alikes_[place->second].positions.push_back(i);
    }
  }

  void Unlink(uint32_t node) {
    nodes_[nodes_[node].previous].next = nodes_[node].next;
    if (nodes_[node].next != kNone) {
      nodes_[nodes_[node].next].previous = nodes_[node].previous;
    }
  }
  void Link(uint32_t node) {
    nodes_[nodes_[node].previous].next = node;
    if (nodes_[node].next != kNone) nodes_[nodes_[node].next].previous = node;
  }

  // Places one more operation; goes back as far as it must to do so. False if
  // nothing is left to try, or no budget.
  bool Advance() {
    if (PlacePure()) return true;
    uint32_t node = nodes_[kHead].next;
    uint32_t alike = 0;
    while (true) {
      if (steps_ > budget_.steps || Bytes() > budget_.bytes) {
        out_of_budget_ = true;
        return false;
      }
      for (; !nodes_[node].is_return; node = nodes_[node].next) {
        if (PlaceNode(node, /*forced=*/false)) return true;
      }
      if (nodes_[node].time > deepest_) {
        deepest_ = nodes_[node].time;
        kept_ = frames_.size();
        lost_.clear();
      }
      for (; alike < alikes_.size(); ++alike) {
        if (PlaceAlike(alike, nodes_[node].time)) return true;
      }
      do {
        if (frames_.empty()) return false;
        std::tie(node, alike) = TakeBack();
      } while (node == kNone);
    }
  }

  // Undoes the last step; returns where to go on trying, or kNone.
  std::pair<uint32_t, uint32_t> TakeBack() {
    if (frames_.size() == kept_) {
      lost_.push_back(PositionOf(frames_.back()));
      --kept_;
    }
    const Frame frame = std::move(frames_.back());
    frames_.pop_back();
    frame.change.Undo(state_);
    if (frame.alike != kNone) {
      Alike& alike = alikes_[frame.alike];
      --alike.used;
      placed_.Toggle(HashOf(~uint64_t{frame.alike}, alike.used));
      uint32_t node = nodes_[kHead].next;
      while (!nodes_[node].is_return) node = nodes_[node].next;
      return {node, frame.alike + 1};
    }
    Link(nodes_[frame.node].match);
    Link(frame.node);
    placed_.Toggle(HashOf(nodes_[frame.node].position, 0));
    if (frame.forced) return {kNone, 0};
    return {nodes_[frame.node].next, 0};
  }

  // Places an operation that changes nothing, if one fits.
  bool PlacePure() {
    for (uint32_t node = nodes_[kHead].next; !nodes_[node].is_return;
         node = nodes_[node].next) {
      if (model_.is_pure(At(nodes_[node].position)) &&
          PlaceNode(node, /*forced=*/true)) {
        return true;
      }
    }
    return false;
  }

  bool PlaceNode(uint32_t node, bool forced) {
    const Operation& operation = At(nodes_[node].position);
    if (!forced && model_.is_pure(operation)) return false;  // It did not fit.
    CountStep();
    State after = state_;
    if (!model_.step(after, operation, history_.values)) return false;
    const Hash own = HashOf(nodes_[node].position, 0);
    placed_.Toggle(own);
    // What follows a forced step is seen where the next choice is made.
    if (!forced && (IsDeadEnd(after, nodes_[node].position) ||
                    !seen_.Insert(HashWith(after)))) {
      placed_.Toggle(own);
      return false;
    }
    Unlink(node);
    Unlink(nodes_[node].match);
    Push(node, kNone, forced, std::move(after));
    return true;
  }

  bool PlaceAlike(uint32_t number, Time before) {
    Alike& alike = alikes_[number];
    if (alike.used == alike.positions.size()) return false;
    const Operation& operation = At(alike.positions[alike.used]);
    if (operation.called_at > before) return false;
    CountStep();
    State after = state_;
    if (!model_.step(after, operation, history_.values) || after == state_) {
      return false;
    }
    const Hash own = HashOf(~uint64_t{number}, alike.used);
    placed_.Toggle(own);
    if (!seen_.Insert(HashWith(after))) {
      placed_.Toggle(own);
      return false;
    }
    ++alike.used;
    Push(kNone, number, /*forced=*/false, std::move(after));
    return true;
  }

  void Push(uint32_t node, uint32_t alike, bool forced, State after) {
    frames_.push_back({node, alike, forced, Change::Between(state_, after)});
    state_ = std::move(after);
  }

  void CountStep() {
    // So many values take as long as the rest.
    constexpr uint64_t kValues = 512;
    steps_ += 1 + state_.size() / kValues;
    if (steps_ - told_steps_ > kStepsBetweenProgress && budget_.progress) {
      told_steps_ = steps_;
      budget_.progress(steps_, deepest_);
    }
  }

  static Value Held(const State& list) { return list.empty() ? kNil : list[0]; }

  // True if something that is to come saw a list that does not begin with this
  // one, and there is no write that can be placed before it to begin anew.
  bool IsDeadEnd(const State& after, uint32_t placed) {
    if (!prefixes_) return false;
    const Value list = Held(after);
    roots_.clear();
    uint32_t node = nodes_[kHead].next;
    for (int i = 0; i < kAhead && node != kNone;
         ++i, node = nodes_[node].next) {
      if (nodes_[node].position == placed) continue;
      const Operation& operation = At(nodes_[node].position);
      if (!nodes_[node].is_return) {
        if (Resets(operation)) roots_.push_back(RootOf(operation));
        continue;
      }
      const Value seen = operation.result;
      if (seen == kUnseen || prefixes_->Begins(list, seen)) continue;
      const auto leads_there = [&](Value root) {
        return prefixes_->Begins(root, seen);
      };
      if (std::any_of(roots_.begin(), roots_.end(), leads_there)) continue;
      const auto may_lead_there = [&](const Alike& alike) {
        if (alike.used == alike.positions.size()) return false;
        const Operation& next = At(alike.positions[alike.used]);
        return Resets(next) && next.called_at < operation.returned_at &&
               leads_there(RootOf(next));
      };
      if (std::none_of(alikes_.begin(), alikes_.end(), may_lead_there)) {
        blamed_ = std::max(blamed_, operation.returned_at);
        return true;
      }
    }
    return false;
  }

  static bool Resets(const Operation& operation) {
    return operation.verb != Verb::kAppend && operation.verb != Verb::kRead;
  }

  static Value RootOf(const Operation& reset) {
    return reset.verb == Verb::kDelete ? kNil : reset.argument;
  }

  // Lists that nobody can see any more are not told apart: what is appended to
  // them cannot be seen either.
  Hash HashWith(const State& state) const {
    Hash hash = placed_;
    if (prefixes_ && !prefixes_->Has(Held(state))) {
      hash.Toggle(HashOf(static_cast<uint64_t>(kUnseen), 1ull << 32));
      return hash;
    }
    for (size_t i = 0; i < state.size(); ++i) {
      hash.Toggle(HashOf(static_cast<uint64_t>(state[i]), i + (1ull << 32)));
    }
    return hash;
  }

  uint64_t Bytes() const {
    return seen_.bytes() + frames_.capacity() * sizeof(Frame) +
           history_.values.bytes() - bytes_before_;
  }

  // REQUIRES: of the operations like it, it is the last one that was placed.
  uint32_t PositionOf(const Frame& frame) const {
    if (frame.alike == kNone) return nodes_[frame.node].position;
    const Alike& alike = alikes_[frame.alike];
    return alike.positions[alike.used - 1];
  }

  // What the first `count` frames placed.
  std::vector<uint32_t> OrderOf(size_t count) const {
    std::vector<uint32_t> order;
    std::vector<size_t> used(alikes_.size());
    for (size_t i = 0; i < count; ++i) {
      const Frame& frame = frames_[i];
      order.push_back(
          frame.alike == kNone
              ? nodes_[frame.node].position
              : alikes_[frame.alike].positions[used[frame.alike]++]);
    }
    return order;
  }

  // What was placed when deepest_ was reached.
  std::vector<uint32_t> OrderOfTheDeepest() const {
    std::vector<uint32_t> order = OrderOf(kept_);
    order.insert(order.end(), lost_.rbegin(), lost_.rend());
    return order;
  }

  History& history_;
  const Model& model_;
  const Part part_;
  const Budget budget_;

  std::vector<Node> nodes_;
  std::vector<Alike> alikes_;
  std::vector<Frame> frames_;
  State state_;
  Hash placed_;  // Of what the frames have placed.
  SeenSet seen_;
  std::optional<Prefixes> prefixes_;  // If lists can grow.
  std::vector<Value> roots_;          // Of IsDeadEnd, kept for its room.
  Time deepest_ = kAlways;      // What returned before it was placed once.
  size_t kept_ = 0;             // How many frames of then are still there,
  std::vector<uint32_t> lost_;  // and what the others had placed, backwards.
  Time blamed_ = kAlways;  // The last return for which a list was given up.
  uint64_t steps_ = 0;
  uint64_t told_steps_ = 0;
  uint64_t bytes_before_ = 0;  // Of the values, which grow.
  bool out_of_budget_ = false;
};

}  // namespace

Finding Search(History& history, const Model& model, Part part,
               const Budget& budget) {
  return Searcher(history, model, part, budget).Run();
}

}  // namespace lin
