#include "invariants/linearizability/sweep.h"

#include <algorithm>
#include <bit>
#include <tuple>
#include <utility>

#include "raft/base/check.h"

namespace lin {
namespace {

using Type = RegisterOperation::Type;

constexpr size_t kTrailFirst = 1 << 10;
constexpr uint64_t kReturnsBetweenSnapshots = 16;
// How many of the last snapshots are kept, and how many of those before them:
// half of twice as many, and so on.
constexpr uint64_t kSnapshotsInRow = 8;
constexpr uint64_t kStepsBetweenProgress = 1 << 20;

}  // namespace

Sweep::Sweep(const RegisterPart& part, std::span<const Breadth> breadths,
             const Budget& budget, const Handover& handover)
    : part_(part),
      breadths_(breadths),
      budget_(budget),
      events_(part),
      alikes_(part),
      closure_(part, places_, alikes_, trail_),
      handover_(handover),
      leap_(part, alikes_, trail_),
      trail_limit_(kTrailFirst) {
  RAFT_CHECK(breadths.back().width == 0 && breadths.back().tries == 0,
             "the last of {} breadths is not all", breadths.size());
  Begin();
  NoteQuiet(kAlways);
  TakeSnapshot(kAlways);
}

void Sweep::Begin() {
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

Finding Sweep::Run() {
  lost_ = false;
  while (events_.HasNext()) {
    const Event event = events_.Next();
    End end = event.is_return ? Return(event) : Call(event);
    if (end != End::kNone && event.time > furthest_until_) {
      furthest_until_ = event.time;
      furthest_ = explained_;
    }
    const bool is_proof = end == End::kDied && !forgot_;
    if (end == End::kGaveUp || (event.is_return && !is_proof && IsHard())) {
      end = LeapFrom(event, end);
    }
    if (end == End::kNone) continue;
    lost_ = end == End::kDied && forgot_;
    if (lost_ || end == End::kGaveUp) return Ended(Verdict::kUndecided);
    Finding finding = Ended(Verdict::kNot);
    BlameAll(finding, dead_at_);
    return finding;
  }
  furthest_ = frontier_[0].trail;
  furthest_until_ = kNever;
  return Ended(Verdict::kLinearizable);
}

Finding Sweep::Ended(Verdict verdict) {
  Finding finding;
  finding.verdict = verdict;
  finding.decided_until = furthest_until_;
  finding.steps = steps();
  finding.reason = verdict == Verdict::kUndecided ? reason_ : "";
  if (verdict == Verdict::kNot || lost_) return finding;
  for (const uint32_t i : trail_.Order(furthest_)) {
    finding.order.push_back(part_.operations[i].position);
  }
  return finding;
}

void Sweep::BlameAll(Finding& finding, Time time) const {
  finding.any_initial = part_.any_initial;
  for (const RegisterOperation& operation : part_.operations) {
    if (operation.called_at > time) break;
    const bool maybe = operation.optional || operation.returned_at > time;
    if (maybe && !operation.mutates()) continue;
    finding.conflict.push_back({operation.position, false, maybe});
  }
}

Sweep::End Sweep::Call(const Event& event) {
  const RegisterOperation& operation = part_.operations[event.operation];
  if (operation.optional) {
    alikes_.Call(event.operation);
    return End::kNone;
  }
  const size_t place = places_.Find(Places::kNobody);
  if (place == Mask::kPlaces) {
    explained_ = frontier_[0].trail;
    reason_ = "too many operations overlap";
    return End::kGaveUp;
  }
  places_.Take(place, event.operation, operation.type);
  if (operation.mutates()) return End::kNone;
  for (Configuration& configuration : frontier_) {
    closure_.Observe(configuration, place);
  }
  return End::kNone;
}

Sweep::End Sweep::Return(const Event& event) {
  const size_t place = places_.Find(event.operation);
  explained_ = frontier_[0].trail;
  const auto is_done = [&](const Configuration& configuration) {
    return configuration.done.Has(place);
  };
  if (!std::all_of(frontier_.begin(), frontier_.end(), is_done)) {
    alikes_.SetNow(event.time);
    const Breadth& breadth = breadths_[level_];
    const auto end = closure_.Explain(place, breadth.tries, budget_, frontier_);
    if (end == Closure::End::kSpent) {
      reason_ = "the budget is spent";
      return End::kGaveUp;
    }
    forgot_ |= end == Closure::End::kLeftSomeOut;
    if (frontier_.empty()) return Die(event.time);
    if (breadth.width != 0 && frontier_.size() > breadth.width) {
      Narrow(breadth.width);
    }
  }
  Leave(place);
  if (event.time >= died_at_) level_ = 0;
  if (events_.IsQuiet()) NoteQuiet(event.time);
  if (++returns_ % kReturnsBetweenSnapshots == 0 && level_ == 0) {
    TakeSnapshot(event.time);
  }
  if (trail_.size() > trail_limit_) KeepTrails();
  if (budget_.progress && steps() - told_steps_ > kStepsBetweenProgress) {
    told_steps_ = steps();
    budget_.progress(told_steps_, event.time);
  }
  return End::kNone;
}

Sweep::End Sweep::Die(Time time) {
  level_ = time > died_at_ ? 0 : level_;
  died_at_ = std::max(died_at_, time);
  dead_at_ = time;
  return End::kDied;
}

bool Sweep::IsHard() const {
  return quiet_ && steps() - quiet_steps_ > handover_.after_steps &&
         !asked_.contains(quiet_->called);
}

void Sweep::NoteQuiet(Time now) {
  if (handover_.never) return;
  if (!quiet_) quiet_.emplace();
  quiet_->called = events_.called();
  quiet_->now = now;
  quiet_->frontier = frontier_;
  quiet_->forgot = forgot_;
  quiet_steps_ = steps();
}

// Returns how it ends, which is `end` if the search is no help.
Sweep::End Sweep::LeapFrom(const Event& event, End end) {
  if (!quiet_) return end;
  asked_.insert(quiet_->called);
  // Where the sweep cannot go on, half is left for what comes after that.
  const uint64_t left = budget_.steps - std::min(budget_.steps, steps());
  Budget some = budget_;
  some.steps = left / 2;
  if (end != End::kGaveUp) {
    some.steps = std::min(some.steps, handover_.search_steps);
  }
  auto landing = leap_.Over(*quiet_, events_.called(), some);
  closure_.Spend(leap_.steps());
  if (!landing) return end;
  ++leaps_;
  if (event.time > furthest_until_) {
    furthest_until_ = event.time;
    furthest_ = explained_;
  }
  Land(std::move(*landing));
  return frontier_.empty() ? Die(quiet_->now) : End::kNone;
}

void Sweep::Land(Moment landing) {
  for (uint32_t i = events_.called(); i < landing.called; ++i) {
    if (part_.operations[i].optional) alikes_.Call(i);
  }
  alikes_.SetNow(landing.now);
  events_.GoTo(landing.called);
  places_ = Places();
  frontier_ = std::move(landing.frontier);
  forgot_ = landing.forgot;
  NoteQuiet(landing.now);
  if (frontier_.empty()) return;
  if (landing.now >= died_at_) level_ = 0;
  if (level_ == 0) TakeSnapshot(landing.now);
}

void Sweep::Leave(size_t place) {
  places_.Leave(place);
  for (Configuration& configuration : frontier_) {
    configuration.done.Remove(place);
    configuration.free.Remove(place);
  }
}

// Keeps the best: those that have spent the least.
void Sweep::Narrow(size_t width) {
  forgot_ = true;
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
  for (size_t i = 0; i < width; ++i) {
    best.push_back(std::move(frontier_[ranks[i].index]));
  }
  frontier_ = std::move(best);
}

int64_t Sweep::CostOf(const Configuration& configuration) const {
  const int64_t used = SpentBy(configuration);
  const Open& open = places_.open;
  const Mask spent = configuration.done & (open.writes | open.moves);
  const Mask made = configuration.done & places_.observers;
  return 8 * used + 2 * spent.Count() - 2 * made.Count() -
         configuration.free.Count();
}

void Sweep::TakeSnapshot(Time now) {
  const uint64_t number = snapshots_taken_++;
  snapshots_.push_back({number, events_, places_, frontier_, forgot_, now});
  std::erase_if(snapshots_, [&](const Snapshot& snapshot) {
    const uint64_t back = number - snapshot.number;
    const uint64_t stride = std::bit_floor(back / kSnapshotsInRow + 1);
    return snapshot.number % stride != 0;
  });
}

Finding Sweep::Undecided() {
  lost_ = false;
  reason_ = "the search is not sure of a window";
  return Ended(Verdict::kUndecided);
}

bool Sweep::StepBack() {
  if (level_ + 1 == breadths_.size() && snapshots_.size() == 1) return false;
  if (level_ == 0) back_ = 1;
  level_ = std::min(level_ + 1, breadths_.size() - 1);
  back_ *= 4;
  const uint64_t last = snapshots_.back().number;
  while (snapshots_.size() > 1 && last - snapshots_.back().number < back_) {
    snapshots_.pop_back();
  }
  const Snapshot& from = snapshots_.back();
  snapshots_taken_ = from.number + 1;
  events_ = from.events;
  places_ = from.places;
  frontier_ = from.frontier;
  forgot_ = from.forgot;
  alikes_.StartAgain(events_.called(), from.now);
  if (events_.IsQuiet()) {
    NoteQuiet(from.now);
  } else if (quiet_ && quiet_->now > from.now) {
    quiet_.reset();
  }
  return true;
}

void Sweep::KeepTrails() {
  std::vector<uint32_t*> trails = {&explained_, &furthest_};
  const auto add = [&](std::vector<Configuration>& frontier) {
    for (Configuration& configuration : frontier) {
      trails.push_back(&configuration.trail);
    }
  };
  add(frontier_);
  if (quiet_) add(quiet_->frontier);
  for (Snapshot& snapshot : snapshots_) add(snapshot.frontier);
  trail_.Keep(std::move(trails));
  trail_limit_ = std::max(kTrailFirst, 2 * trail_.size());
}

}  // namespace lin
