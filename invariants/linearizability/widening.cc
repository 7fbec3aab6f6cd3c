// How much the engine of configurations.h looks at.
#include <algorithm>
#include <array>
#include <utility>

#include "invariants/linearizability/configurations.h"

namespace lin {
namespace {

using Type = RegisterOperation::Type;

constexpr auto kWidths = std::to_array<size_t>({32, 256, 2048, 0});
constexpr auto kWindows = std::to_array<size_t>({60, 240, 960});
// What is spent on proving a conflict within a window.
constexpr uint64_t kWindowSteps = 300'000;

// The operations from the `count`th last before `until` on, whatever the value
// was there.
RegisterPart CutOut(const RegisterPart& part, Time until, size_t count) {
  const auto end = std::partition_point(
      part.operations.begin(), part.operations.end(),
      [&](const RegisterOperation& o) { return o.called_at < until; });
  const auto before = static_cast<size_t>(end - part.operations.begin());
  const Time from = part.operations[before - std::min(before, count)].called_at;
  RegisterPart window;
  window.any_initial = before > count || part.any_initial;
  for (auto operation = part.operations.begin(); operation != end;
       ++operation) {
    if (operation->returned_at < from) continue;
    const bool is_certain =
        operation->called_at >= from && operation->returned_at <= until;
    if (!is_certain && !operation->mutates()) continue;
    RegisterOperation& added = window.operations.emplace_back(*operation);
    if (is_certain) continue;
    added.optional = true;
    added.returned_at = kNever;
  }
  return window;
}

}  // namespace

Finding CheckConfigurations(const RegisterPart& part, const Budget& budget) {
  Outcome outcome;
  Finding furthest;  // Of those that decided no more than a prefix.
  uint64_t steps = 0;
  Time died_at = kAlways;
  for (const size_t width : kWidths) {
    Budget left = budget;
    left.steps -= std::min(left.steps, steps);
    outcome = RunConfigurations(part, width, left);
    steps += outcome.finding.steps;
    outcome.finding.steps = steps;
    if (outcome.finding.verdict != Verdict::kUndecided) {
      return std::move(outcome.finding);
    }
    if (outcome.finding.decided_until > furthest.decided_until) {
      furthest = outcome.finding;
    }
    if (outcome.died_at == kNever) break;  // No budget, or no room.
    if (outcome.died_at == died_at) continue;
    died_at = outcome.died_at;
    for (const size_t count : kWindows) {
      Budget some = budget;
      some.steps = std::min(kWindowSteps, left.steps);
      const RegisterPart window = CutOut(part, died_at, count);
      Outcome inside = RunConfigurations(window, 0, some);
      steps += inside.finding.steps;
      if (inside.finding.verdict != Verdict::kNot) continue;
      inside.finding.steps = steps;
      return std::move(inside.finding);
    }
  }
  furthest.steps = steps;
  return furthest;
}

}  // namespace lin
