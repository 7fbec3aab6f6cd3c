#include "invariants/linearizability/configurations.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "invariants/linearizability/alikes.h"
#include "invariants/linearizability/frontier.h"
#include "invariants/linearizability/trail.h"

namespace lin {
namespace {

using Type = RegisterOperation::Type;
using Kind = Trail::Kind;

constexpr uint32_t kNobody = 0xffffffff;
constexpr size_t kTrailFirst = 1 << 16;

struct Event {
  Time time = 0;
  bool is_return = false;
  uint32_t operation = 0;
};

class Runner {
 public:
  Runner(const RegisterPart& part, size_t width, const Budget& budget)
      : part_(part), width_(width), budget_(budget), alikes_(part) {
    at_.fill(kNobody);
  }

  Outcome Run() {
    MakeEvents();
    Begin();
    for (const Event& event : events_) {
      if (event.is_return) {
        if (!Return(event)) return std::move(outcome_);
      } else if (!Call(event.operation)) {
        return std::move(outcome_);
      }
    }
    Finding& finding = outcome_.finding;
    finding.verdict = Verdict::kLinearizable;
    finding.decided_until = kNever;
    finding.steps = steps_;
    KeepOrder(frontier_[0].trail);
    return std::move(outcome_);
  }

 private:
  const RegisterOperation& At(size_t place) const {
    return part_.operations[at_[place]];
  }

  void MakeEvents() {
    for (uint32_t i = 0; i < part_.operations.size(); ++i) {
      const RegisterOperation& operation = part_.operations[i];
      events_.push_back({operation.called_at, false, i});
      if (operation.optional) continue;
      events_.push_back({operation.returned_at, true, i});
    }
    std::sort(events_.begin(), events_.end(),
              [](const Event& a, const Event& b) {
                return std::tie(a.time, a.is_return, a.operation) <
                       std::tie(b.time, b.is_return, b.operation);
              });
  }

  void Begin() {
    Configuration first;
    if (!part_.any_initial) {
      first.value = alikes_.NumberOf(kNil);
      frontier_.push_back(first);
      return;
    }
    // One of the values that matter, or any other.
    for (uint32_t value = 0; value <= alikes_.values(); ++value) {
      first.value = value;
      frontier_.push_back(first);
    }
  }

  void KeepOrder(uint32_t trail) {
    for (const uint32_t i : trail_.Order(trail)) {
      outcome_.finding.order.push_back(part_.operations[i].position);
    }
  }

  bool GiveUp(Time time, std::string reason) {
    KeepOrder(explained_);
    outcome_.finding.reason = std::move(reason);
    outcome_.finding.decided_until = time;
    outcome_.finding.steps = steps_;
    return false;
  }

  bool Call(uint32_t i) {
    const RegisterOperation& operation = part_.operations[i];
    if (operation.optional) {
      alikes_.Call(i);
      return true;
    }
    size_t place = 0;
    while (place < Mask::kPlaces && at_[place] != kNobody) ++place;
    if (place == Mask::kPlaces) {
      explained_ = frontier_[0].trail;
      return GiveUp(operation.called_at, "too many operations overlap");
    }
    at_[place] = i;
    if (operation.type == Type::kWrite) open_.writes.Add(place);
    if (operation.type == Type::kMove) open_.moves.Add(place);
    if (operation.type == Type::kNot) nots_.Add(place);
    if (operation.mutates()) return true;
    observers_.Add(place);
    for (Configuration& configuration : frontier_) {
      Observe(configuration, place);
    }
    return true;
  }

  // Makes the read at `place`, if the value is right and it was not made.
  void Observe(Configuration& configuration, size_t place) {
    const RegisterOperation& operation = At(place);
    const bool is_from =
        alikes_.NumberOf(operation.from) == configuration.value;
    if (is_from != (operation.type == Type::kRead)) return;
    if (configuration.done.Has(place)) return;
    configuration.done.Add(place);
    configuration.trail =
        trail_.Extend(configuration.trail, at_[place], Kind::kPlaced);
  }

  // True if some configuration can have seen it return.
  bool Return(const Event& event) {
    size_t place = 0;
    while (at_[place] != event.operation) ++place;
    next_.Clear();
    between_.Clear();
    queue_.clear();
    returning_ = place;
    if (std::all_of(frontier_.begin(), frontier_.end(),
                    [&](const Configuration& configuration) {
                      return configuration.done.Has(place);
                    })) {
      Free(place);
      return true;
    }
    alikes_.SetNow(event.time);
    explained_ = frontier_[0].trail;
    for (Configuration& configuration : frontier_) {
      if (configuration.done.Has(place)) {
        Finish(std::move(configuration));
        continue;
      }
      if (configuration.free.Has(place)) {
        Configuration after = configuration;
        after.done.Add(place);
        after.trail =
            trail_.Extend(after.trail, event.operation, Kind::kAbsorbed);
        Finish(std::move(after));
      }
      if (between_.Add(open_, configuration)) {
        queue_.push_back(std::move(configuration));
      }
    }
    if (!Explore(event.time)) return false;
    frontier_ = next_.Take();
    Free(place);
    if (frontier_.empty()) return Die(event);
    if (width_ != 0 && frontier_.size() > width_) Narrow();
    if (trail_.size() > trail_limit_) KeepTrails();
    return true;
  }

  bool Die(const Event& event) {
    outcome_.died_at = event.time;
    Finding& finding = outcome_.finding;
    finding.decided_until = event.time;
    finding.steps = steps_;
    if (outcome_.narrowed) {
      KeepOrder(explained_);
      return false;
    }
    finding.verdict = Verdict::kNot;
    finding.any_initial = part_.any_initial;
    for (const RegisterOperation& operation : part_.operations) {
      if (operation.called_at > event.time) break;
      const bool maybe =
          operation.optional || operation.returned_at > event.time;
      if (maybe && !operation.mutates()) continue;
      finding.conflict.push_back({operation.position, false, maybe});
    }
    return false;
  }

  void Free(size_t place) {
    at_[place] = kNobody;
    for (Mask* mask : {&open_.writes, &open_.moves, &nots_, &observers_}) {
      mask->Remove(place);
    }
    for (Configuration& configuration : frontier_) {
      configuration.done.Remove(place);
      configuration.free.Remove(place);
    }
  }

  // What may have happened until the returning operation took effect.
  bool Explore(Time time) {
    for (size_t i = 0; i < queue_.size(); ++i) {
      if (width_ != 0 && i > 16 * width_) {
        outcome_.narrowed = true;
        break;
      }
      if (steps_ > budget_.steps ||
          trail_.bytes() + queue_.size() * sizeof(Configuration) >
              budget_.bytes) {
        return GiveUp(time, "the budget is spent");
      }
      const Configuration from = queue_[i];
      Mutate(from);
    }
    return true;
  }

  void Mutate(const Configuration& from) {
    const Mask open_moves = open_.moves.Without(from.done);
    const Mask open_writes = open_.writes.Without(from.done);
    const Mask unmade = observers_.Without(from.done);
    const bool any_not = WantsChange(from, unmade, open_writes);
    // A write of what is there anyway is of use where writes have to be made.
    const bool owes = !open_writes.Without(from.free).empty();
    choices_.clear();
    open_moves.ForEach([&](size_t place) {
      if (alikes_.NumberOf(At(place).from) == from.value) Choose(place);
    });
    open_writes.ForEach([&](size_t place) {
      const uint32_t to = alikes_.NumberOf(At(place).to);
      const bool serves =
          to == from.value ? owes : any_not || Serves(unmade, open_moves, to);
      if (place == returning_ || serves) Choose(place);
    });
    for (const Choice& choice : choices_) Place(from, choice);
    // Optional ones, where no other does the same.
    alikes_.ForEachMove(from.value, [&](uint32_t alike) {
      PlaceAlike(from, alike, Type::kMove);
    });
    if (owes) {
      const uint32_t alike = alikes_.WriteOf(from.value);
      if (alike != Alikes::kNone) PlaceAlike(from, alike, Type::kWrite);
    }
    if (any_not) {
      alikes_.ForEachWrite(
          [&](uint32_t alike) { PlaceAlike(from, alike, Type::kWrite); });
      return;
    }
    wanted_.clear();
    unmade.ForEach([&](size_t place) { Want(At(place).from); });
    open_moves.ForEach([&](size_t place) { Want(At(place).from); });
    alikes_.ForEachMoveSource([&](uint32_t value) { Want(value); });
    for (const uint32_t value : wanted_) {
      const uint32_t alike = alikes_.WriteOf(value);
      if (alike != Alikes::kNone && value != from.value) {
        PlaceAlike(from, alike, Type::kWrite);
      }
    }
  }

  // A mutation, and the operation among those alike that returns first.
  struct Choice {
    Type type = Type::kWrite;
    uint32_t to = 0;
    size_t place = 0;
  };

  void Choose(size_t place) {
    const RegisterOperation& operation = At(place);
    const uint32_t to = alikes_.NumberOf(operation.to);
    for (Choice& choice : choices_) {
      if (choice.type != operation.type || choice.to != to) continue;
      if (operation.returned_at < At(choice.place).returned_at) {
        choice.place = place;
      }
      return;
    }
    choices_.push_back({operation.type, to, place});
  }

  void Want(Value value) { Want(alikes_.NumberOf(value)); }
  void Want(uint32_t value) {
    if (std::find(wanted_.begin(), wanted_.end(), value) == wanted_.end()) {
      wanted_.push_back(value);
    }
  }

  // True if somebody has a use for the value: an unseen write can wait, or be
  // placed just before another one.
  bool Serves(const Mask& unmade, const Mask& open_moves,
              uint32_t value) const {
    bool serves = alikes_.HasMoveFrom(value);
    const auto ask = [&](size_t place) {
      serves |= alikes_.NumberOf(At(place).from) == value;
    };
    unmade.ForEach(ask);
    open_moves.ForEach(ask);
    return serves;
  }

  void Place(const Configuration& from, const Choice& choice) {
    Configuration after = from;
    const bool is_write = choice.type == Type::kWrite;
    after.done.Add(choice.place);
    after.trail = trail_.Extend(after.trail, at_[choice.place],
                                is_write ? Kind::kWritten : Kind::kPlaced);
    after.value = choice.to;
    if (is_write) {
      after.free = open_.writes.Without(after.done);
    } else {
      after.free = after.free.Without(after.done);
    }
    Arrive(std::move(after));
  }

  // True if some comparison that failed waits for another value, whichever, and
  // would not come by one anyway: it returns now, or the same value is written
  // once more.
  bool WantsChange(const Configuration& from, const Mask& unmade,
                   const Mask& open_writes) const {
    const Mask waiting = unmade & nots_;
    if (waiting.empty()) return false;
    if (waiting.Has(returning_)) return true;
    bool again = alikes_.WriteOf(from.value) != Alikes::kNone;
    open_writes.ForEach([&](size_t place) {
      again |= alikes_.NumberOf(At(place).to) == from.value;
    });
    return again;
  }

  // True if there was one left.
  bool PlaceAlike(const Configuration& from, uint32_t alike, Type type) {
    const uint32_t to = alikes_.To(alike);
    for (const Choice& choice : choices_) {
      if (choice.type == type && choice.to == to) return false;
    }
    Configuration after = from;
    const auto place =
        std::find_if(after.used.begin(), after.used.end(),
                     [&](const Used& used) { return used.alike >= alike; });
    const auto index = static_cast<size_t>(place - after.used.begin());
    if (place == after.used.end() || place->alike != alike) {
      after.used.insert(place, Used{alike, 0});
    }
    uint32_t& count = after.used[index].count;
    if (count == alikes_.Called(alike)) return false;
    const uint32_t operation = alikes_.Nth(alike, count++);
    const bool is_write = type == Type::kWrite;
    after.trail = trail_.Extend(after.trail, operation,
                                is_write ? Kind::kWritten : Kind::kPlaced);
    after.value = to;
    if (is_write) after.free = open_.writes.Without(after.done);
    Arrive(std::move(after));
    return true;
  }

  // The value has changed: who reads it now?
  void Arrive(Configuration configuration) {
    if (++steps_ % (1 << 18) == 0 && budget_.progress) {
      budget_.progress(steps_, kAlways);
    }
    observers_.ForEach([&](size_t place) { Observe(configuration, place); });
    if (configuration.done.Has(returning_)) {
      Finish(std::move(configuration));
    } else if (between_.Add(open_, configuration)) {
      queue_.push_back(std::move(configuration));
    }
  }

  void Finish(Configuration configuration) {
    alikes_.Forget(configuration.used);
    next_.Add(open_, std::move(configuration));
  }

  // Keeps the best: those that have spent the least.
  void Narrow() {
    outcome_.narrowed = true;
    struct Rank {
      int64_t cost = 0;
      size_t index = 0;
    };
    std::vector<Rank> ranks;
    for (size_t i = 0; i < frontier_.size(); ++i) {
      ranks.push_back({CostOf(frontier_[i]), i});
    }
    std::sort(ranks.begin(), ranks.end(), [](const Rank& a, const Rank& b) {
      return std::tie(a.cost, a.index) < std::tie(b.cost, b.index);
    });
    std::vector<Configuration> best;
    for (size_t i = 0; i < width_; ++i) {
      best.push_back(std::move(frontier_[ranks[i].index]));
    }
    frontier_ = std::move(best);
  }

  int64_t CostOf(const Configuration& configuration) const {
    int64_t used = 0;
    for (const Used& one : configuration.used) used += one.count;
    const Mask spent = configuration.done & (open_.writes | open_.moves);
    const Mask made = configuration.done & observers_;
    return 8 * used + 2 * spent.Count() - 2 * made.Count() -
           configuration.free.Count();
  }

  void KeepTrails() {
    std::vector<uint32_t*> trails;
    for (Configuration& configuration : frontier_) {
      trails.push_back(&configuration.trail);
    }
    trail_.Keep(std::move(trails));
    trail_limit_ = std::max(kTrailFirst, 2 * trail_.size());
  }

  const RegisterPart& part_;
  const size_t width_;
  const Budget& budget_;
  Alikes alikes_;
  std::vector<Event> events_;

  std::array<uint32_t, Mask::kPlaces> at_;  // By place, the open operation.
  Open open_;
  Mask observers_;  // Open reads, and comparisons that failed;
  Mask nots_;       // the latter.
  std::vector<Configuration> frontier_;
  Trail trail_;
  size_t trail_limit_ = kTrailFirst;
  uint32_t explained_ = Trail::kBeginning;  // Of all before this event.
  uint64_t steps_ = 0;
  Outcome outcome_;

  // While an operation returns.
  size_t returning_ = 0;
  Frontier next_;     // Configurations in which it has taken effect,
  Frontier between_;  // and in which it has not.
  std::vector<Configuration> queue_;
  std::vector<Choice> choices_;
  std::vector<uint32_t> wanted_;
};

}  // namespace

Outcome RunConfigurations(const RegisterPart& part, size_t width,
                          const Budget& budget) {
  return Runner(part, width, budget).Run();
}

}  // namespace lin
