#include "invariants/linearizability/configurations.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lin {
namespace {

constexpr auto kBreadths = std::to_array<Breadth>(
    {{32, 32}, {64, 256}, {256, 4096}, {2048, 32768}, {0, 0}});
constexpr auto kAll = std::to_array<Breadth>({{0, 0}});
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

class Checker {
 public:
  Checker(const RegisterPart& part, const Budget& budget,
          const Handover& handover)
      : part_(part), budget_(budget), left_(budget), handover_(handover) {}

  Finding Run() {
    Sweep sweep(part_, kBreadths, left_, handover_);
    while (true) {
      Finding finding = sweep.Run();
      if (sweep.lost() && sweep.died_again() && ProveAt(sweep.died_at())) {
        finding = std::move(proof_);
      } else if (sweep.lost() && sweep.StepBack()) {
        continue;
      } else if (sweep.lost()) {
        finding = sweep.Undecided();
      }
      finding.steps = sweep.steps() + window_steps_;
      finding.leaps = sweep.leaps();
      return finding;
    }
  }

 private:
  // True if what happened just before the time has no order, whatever there was
  // before. Asks only once.
  bool ProveAt(Time died_at) {
    if (died_at == asked_at_) return false;
    asked_at_ = died_at;
    for (const size_t count : kWindows) {
      Budget some = budget_;
      some.steps = std::min(kWindowSteps, left_.steps);
      const RegisterPart window = CutOut(part_, died_at, count);
      proof_ = Sweep(window, kAll, some, {.never = true}).Run();
      window_steps_ += proof_.steps;
      left_.steps -= std::min(left_.steps, proof_.steps);
      if (proof_.verdict == Verdict::kNot) return true;
    }
    return false;
  }

  const RegisterPart& part_;
  const Budget& budget_;
  Budget left_;
  const Handover handover_;
  uint64_t window_steps_ = 0;
  Time asked_at_ = kAlways;
  Finding proof_;
};

}  // namespace

Finding CheckConfigurations(const RegisterPart& part, const Budget& budget,
                            const Handover& handover) {
  return Checker(part, budget, handover).Run();
}

}  // namespace lin
