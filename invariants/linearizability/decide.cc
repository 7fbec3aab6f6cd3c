#include "invariants/linearizability/decide.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "invariants/linearizability/configurations.h"
#include "invariants/linearizability/cut.h"
#include "invariants/linearizability/list_part.h"
#include "invariants/linearizability/register_part.h"
#include "invariants/linearizability/search.h"
#include "invariants/linearizability/verify.h"
#include "invariants/linearizability/zones.h"
#include "raft/base/check.h"

namespace lin {
namespace {

// Where the zones leave the whole undecided, they may still decide a longer
// beginning than others did.
void ExtendByZones(const RegisterPart& part, Finding& finding) {
  size_t decided = 0;  // So many operations are known to be linearizable,
  size_t open = part.operations.size();  // and of so many it is not known.
  while (decided < open &&
         part.operations[decided].called_at < finding.decided_until) {
    ++decided;
  }
  while (decided + 1 < open) {
    const size_t middle = decided + (open - decided) / 2;
    const Time until = part.operations[middle].called_at;
    Finding found = CheckZones(CutAt(part, until));
    if (found.verdict != Verdict::kLinearizable) {
      open = middle;
      continue;
    }
    decided = middle;
    finding.decided_until = until;
    finding.order = std::move(found.order);
  }
}

// Nothing where a search has to be made.
std::optional<Decided> DecideRegister(const RegisterPart& part,
                                      const Budget& budget, Decided& last) {
  if (!part.any_initial) {
    last = {"zones", CheckZones(part)};
    if (last.finding.verdict != Verdict::kUndecided) return last;
  }
  last = {"configurations", CheckConfigurations(part, budget)};
  if (last.finding.leaps > 0) last.engine = "configurations, search";
  if (last.finding.verdict != Verdict::kUndecided) return last;
  if (!part.any_initial) ExtendByZones(part, last.finding);
  return std::nullopt;
}

// True if one of the ways to take a list is linearizable, or none is.
bool DecideLists(const History& history, const Model& model, Part part,
                 const Budget& budget, Decided& last) {
  // So many operations take the zones as long as a search takes for a step.
  constexpr uint64_t kOperations = 8;
  uint64_t steps = 0;
  bool all_known = true;
  const bool all_tried =
      ForEachWay(history, model, part, [&](const RegisterPart& way) {
        if (steps > budget.steps) return false;
        steps += way.operations.size() / kOperations;
        last = {"zones", CheckZones(way)};
        all_known &= last.finding.verdict == Verdict::kNot;
        return last.finding.verdict != Verdict::kLinearizable;
      });
  last.finding.steps = steps;
  if (last.finding.verdict == Verdict::kLinearizable) return true;
  // What is missing in a conflict of lists is none by itself: all are in it.
  last.finding.conflict.clear();
  last.finding.reason.clear();
  return all_tried && all_known;
}

Decided DecideAny(History& history, const Model& model, Part part,
                  const Budget& budget, bool any_initial) {
  Decided last;
  if (model.is_register) {
    RegisterPart reduced = AsRegister(history, part);
    reduced.any_initial = any_initial;
    if (auto decided = DecideRegister(reduced, budget, last)) return *decided;
  } else if (DecideLists(history, model, part, budget, last)) {
    return last;
  }
  if (any_initial) return last;
  Budget left = budget;
  left.steps -= std::min(left.steps, last.finding.steps);
  Finding found = Search(history, model, part, left);
  found.steps += last.finding.steps;
  if (found.verdict == Verdict::kUndecided &&
      last.finding.decided_until > found.decided_until) {
    found.decided_until = last.finding.decided_until;
    found.order = std::move(last.finding.order);
  }
  return {"search", std::move(found)};
}

}  // namespace

Decided Decide(History& history, const Model& model, Part part,
               const Budget& budget, bool any_initial) {
  Decided decided = DecideAny(history, model, part, budget, any_initial);
  Finding& finding = decided.finding;
  if (finding.verdict != Verdict::kNot && !any_initial) {
    const std::string wrong =
        WrongWith(history, model, part, finding.order, finding.decided_until);
    RAFT_CHECK(wrong.empty(), "the engine {} gave a wrong order: {}",
               decided.engine, wrong);
  }
  if (finding.verdict == Verdict::kNot && finding.conflict.empty()) {
    for (uint32_t i = 0; i < part.size(); ++i) finding.conflict.push_back({i});
  }
  return decided;
}

}  // namespace lin
