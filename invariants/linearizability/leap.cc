#include "invariants/linearizability/leap.h"

#include <algorithm>
#include <utility>

namespace lin {
namespace {

constexpr Open kNoneOpen = {};
// So many operations are made ready in the time of a step.
constexpr uint64_t kOperations = 8;

// What has spent less can do all that one can which has spent more, so it comes
// first and may spare the questions about the others.
std::vector<const Configuration*> ThriftiestFirst(
    const std::vector<Configuration>& frontier) {
  std::vector<std::pair<uint32_t, size_t>> ranks;
  for (size_t i = 0; i < frontier.size(); ++i) {
    ranks.emplace_back(SpentBy(frontier[i]), i);
  }
  std::sort(ranks.begin(), ranks.end());
  std::vector<const Configuration*> sorted;
  for (const auto& [spent, i] : ranks) sorted.push_back(&frontier[i]);
  return sorted;
}

}  // namespace

std::optional<Moment> Leap::Over(const Moment& from, uint32_t called,
                                 const Budget& budget) {
  steps_ = 0;
  FindEnd(from, called);
  const bool is_all =
      from.called == 0 && end_.called == part_.operations.size();
  if (is_all || end_.called - from.called > budget.steps / 2) {
    return std::nullopt;
  }
  left_ = Budget();
  left_.steps = budget.steps;
  left_.bytes = budget.bytes;
  for (const Configuration* start : ThriftiestFirst(from.frontier)) {
    Pay((alikes_.classes() + end_.called - from.called) / kOperations);
    From(*start, Window(part_, alikes_, from.called, end_.called, start->value,
                        LeftBy(from, *start)));
  }
  steps_ = budget.steps - left_.steps;
  if (end_.frontier.empty() && end_.forgot) return std::nullopt;
  end_.forgot |= from.forgot;
  return std::move(end_);
}

void Leap::FindEnd(const Moment& from, uint32_t called) {
  end_ = Moment{.called = from.called, .now = from.now, .frontier = {}};
  while (end_.called < part_.operations.size()) {
    const RegisterOperation& next = part_.operations[end_.called];
    if (end_.called >= called && next.called_at > end_.now) return;
    if (!next.optional) end_.now = std::max(end_.now, next.returned_at);
    ++end_.called;
  }
}

// The optional operations called before that `start` can still make use of.
std::vector<uint32_t> Leap::LeftBy(const Moment& from,
                                   const Configuration& start) const {
  std::vector<uint32_t> left;
  const Used* used = start.used.begin();
  for (uint32_t alike = 0; alike < alikes_.classes(); ++alike) {
    while (used != start.used.end() && used->alike < alike) ++used;
    const bool is_used = used != start.used.end() && used->alike == alike;
    // What was used of those that are not useful is not known any more.
    if (!alikes_.IsUseful(alike, from.now)) continue;
    for (uint32_t i = is_used ? used->count : 0; i < alikes_.Called(alike);
         ++i) {
      if (alikes_.Nth(alike, i) >= from.called) break;
      left.push_back(alikes_.Nth(alike, i));
    }
  }
  std::sort(left.begin(), left.end());
  return left;
}

// With the trail of `start`.
Configuration Leap::EndOf(const Configuration& start,
                          const WindowOrder& found) const {
  Configuration end = start;
  end.value = found.value;
  for (const uint32_t operation : found.order) {
    if (!part_.operations[operation].optional) continue;
    const uint32_t alike = alikes_.ClassOf(operation);
    Used* place =
        std::find_if(end.used.begin(), end.used.end(),
                     [&](const Used& used) { return used.alike >= alike; });
    if (place == end.used.end() || place->alike != alike) {
      place = end.used.insert(place, Used{alike, 0});
    }
    ++place->count;
  }
  const auto kept =
      std::remove_if(end.used.begin(), end.used.end(), [&](const Used& used) {
        return !alikes_.IsUseful(used.alike, end_.now);
      });
  end.used.erase(kept, end.used.end());
  return end;
}

void Leap::Pay(uint64_t steps) { left_.steps -= std::min(left_.steps, steps); }

// True if what can follow `end` can follow one that was found.
bool Leap::IsKnown(const Configuration& end) const {
  return std::any_of(end_.frontier.begin(), end_.frontier.end(),
                     [&](const Configuration& known) {
                       return Dominates(kNoneOpen, known, end);
                     });
}

void Leap::From(const Configuration& start, Window window) {
  const std::vector<uint32_t> values = window.Ends();
  // The best that there can be: it has spent nothing more.
  const auto is_known = [&](uint32_t value) {
    return IsKnown(EndOf(start, {.value = value, .order = {}}));
  };
  if (std::all_of(values.begin(), values.end(), is_known)) return;
  // If there is no order at all nobody needs to ask about each value.
  if (!Ask(start, window, std::nullopt)) return;
  for (const uint32_t value : values) {
    if (!is_known(value)) Ask(start, window, value);
  }
}

// True if there is an order. Remembers where it ends, and whether there may be
// a better one.
bool Leap::Ask(const Configuration& start, Window& window,
               std::optional<uint32_t> last) {
  // One hard question must not leave nothing for the others.
  Budget share = left_;
  share.steps = left_.steps / 2;
  WindowOrder found;
  if (share.steps >= window.size()) found = window.Find(last, share);
  Pay(found.steps);
  end_.forgot |= found.verdict == Verdict::kUndecided;
  if (found.verdict != Verdict::kLinearizable) return false;
  Configuration end = EndOf(start, found);
  const Configuration best = EndOf(start, {.value = found.value, .order = {}});
  if (!IsKnown(end)) {
    for (const uint32_t operation : found.order) {
      end.trail = trail_.Extend(end.trail, operation, Trail::Kind::kPlaced);
    }
    std::erase_if(end_.frontier, [&](const Configuration& known) {
      return Dominates(kNoneOpen, end, known);
    });
    end_.frontier.push_back(std::move(end));
  }
  end_.forgot |= last && !IsKnown(best);
  return true;
}

}  // namespace lin
