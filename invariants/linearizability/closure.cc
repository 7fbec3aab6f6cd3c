#include "invariants/linearizability/closure.h"

#include <algorithm>
#include <utility>

namespace lin {

using Type = RegisterOperation::Type;
using Kind = Trail::Kind;

void Closure::Observe(Configuration& configuration, size_t place) {
  const RegisterOperation& operation = At(place);
  const bool is_from = alikes_.NumberOf(operation.from) == configuration.value;
  if (is_from != (operation.type == Type::kRead)) return;
  if (configuration.done.Has(place)) return;
  configuration.done.Add(place);
  configuration.trail =
      trail_.Extend(configuration.trail, places_.at[place], Kind::kPlaced);
}

Closure::End Closure::Explain(size_t place, size_t tries, const Budget& budget,
                              std::vector<Configuration>& frontier) {
  next_.Clear();
  between_.Clear();
  queue_.clear();
  returning_ = place;
  for (Configuration& configuration : frontier) {
    if (configuration.done.Has(place)) {
      Finish(std::move(configuration));
      continue;
    }
    if (configuration.free.Has(place)) {
      Configuration after = configuration;
      after.done.Add(place);
      after.trail =
          trail_.Extend(after.trail, places_.at[place], Kind::kAbsorbed);
      Finish(std::move(after));
    }
    if (between_.Add(places_.open, configuration)) {
      queue_.push_back(std::move(configuration));
    }
  }
  End end = End::kAll;
  for (size_t i = 0; i < queue_.size(); ++i) {
    if (tries != 0 && i >= tries) {
      end = End::kLeftSomeOut;
      break;
    }
    if (steps() > budget.steps || bytes() > budget.bytes) return End::kSpent;
    const Configuration from = queue_[i];
    Mutate(from);
  }
  frontier = next_.Take();
  return end;
}

uint64_t Closure::steps() const {
  // So many comparisons take as long as reaching one more.
  constexpr uint64_t kComparisons = 64;
  return reached_ + spent_elsewhere_ +
         (next_.compared() + between_.compared()) / kComparisons;
}

uint64_t Closure::bytes() const {
  return trail_.bytes() + queue_.capacity() * sizeof(Configuration) +
         next_.bytes() + between_.bytes();
}

void Closure::Mutate(const Configuration& from) {
  const Mask open_moves = places_.open.moves.Without(from.done);
  const Mask open_writes = places_.open.writes.Without(from.done);
  const Mask unmade = places_.observers.Without(from.done);
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
  const auto want = [&](size_t place) {
    Want(alikes_.NumberOf(At(place).from));
  };
  unmade.ForEach(want);
  open_moves.ForEach(want);
  alikes_.ForEachMoveSource([&](uint32_t value) { Want(value); });
  for (const uint32_t value : wanted_) {
    const uint32_t alike = alikes_.WriteOf(value);
    if (alike != Alikes::kNone && value != from.value) {
      PlaceAlike(from, alike, Type::kWrite);
    }
  }
}

void Closure::Choose(size_t place) {
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

void Closure::Want(uint32_t value) {
  if (std::find(wanted_.begin(), wanted_.end(), value) == wanted_.end()) {
    wanted_.push_back(value);
  }
}

// True if somebody has a use for the value: an unseen write can wait, or be
// placed just before another one.
bool Closure::Serves(const Mask& unmade, const Mask& open_moves,
                     uint32_t value) const {
  bool serves = alikes_.HasMoveFrom(value);
  const auto ask = [&](size_t place) {
    serves |= alikes_.NumberOf(At(place).from) == value;
  };
  unmade.ForEach(ask);
  open_moves.ForEach(ask);
  return serves;
}

void Closure::Place(const Configuration& from, const Choice& choice) {
  Configuration after = from;
  const bool is_write = choice.type == Type::kWrite;
  after.done.Add(choice.place);
  after.trail = trail_.Extend(after.trail, places_.at[choice.place],
                              is_write ? Kind::kWritten : Kind::kPlaced);
  after.value = choice.to;
  after.free =
      (is_write ? places_.open.writes : after.free).Without(after.done);
  Arrive(std::move(after));
}

// True if some comparison that failed waits for another value, whichever, and
// would not come by one anyway: it returns now, or the same value is written
// once more.
bool Closure::WantsChange(const Configuration& from, const Mask& unmade,
                          const Mask& open_writes) const {
  const Mask waiting = unmade & places_.nots;
  if (waiting.empty()) return false;
  if (waiting.Has(returning_)) return true;
  bool again = alikes_.WriteOf(from.value) != Alikes::kNone;
  open_writes.ForEach([&](size_t place) {
    again |= alikes_.NumberOf(At(place).to) == from.value;
  });
  return again;
}

// Places one of the class, if one is left.
void Closure::PlaceAlike(const Configuration& from, uint32_t alike, Type type) {
  const uint32_t to = alikes_.To(alike);
  for (const Choice& choice : choices_) {
    if (choice.type == type && choice.to == to) return;
  }
  const auto place =
      std::find_if(from.used.begin(), from.used.end(),
                   [&](const Used& used) { return used.alike >= alike; });
  const auto index = static_cast<size_t>(place - from.used.begin());
  const bool is_first = place == from.used.end() || place->alike != alike;
  const uint32_t count = is_first ? 0 : place->count;
  if (count == alikes_.Called(alike)) return;
  Configuration after = from;
  if (is_first) {
    after.used.insert(after.used.begin() + static_cast<ptrdiff_t>(index),
                      Used{alike, 0});
  }
  after.used[index].count = count + 1;
  const uint32_t operation = alikes_.Nth(alike, count);
  const bool is_write = type == Type::kWrite;
  after.trail = trail_.Extend(after.trail, operation,
                              is_write ? Kind::kWritten : Kind::kPlaced);
  after.value = to;
  if (is_write) after.free = places_.open.writes.Without(after.done);
  Arrive(std::move(after));
}

// The value has changed: who reads it now?
void Closure::Arrive(Configuration configuration) {
  ++reached_;
  places_.observers.ForEach(
      [&](size_t place) { Observe(configuration, place); });
  if (configuration.done.Has(returning_)) {
    Finish(std::move(configuration));
  } else if (between_.Add(places_.open, configuration)) {
    queue_.push_back(std::move(configuration));
  }
}

void Closure::Finish(Configuration configuration) {
  alikes_.Forget(configuration.used);
  next_.Add(places_.open, std::move(configuration));
}

}  // namespace lin
