#include "invariants/linearizability/check.h"

#include <algorithm>
#include <utility>

#include "invariants/linearizability/cut.h"
#include "invariants/linearizability/decide.h"
#include "invariants/linearizability/value_index.h"
#include "invariants/linearizability/verify.h"
#include "raft/base/fingerprint.h"

namespace lin {
namespace {

bool HasReadsOfAll(const History& history) {
  for (const Operation& operation : history.operations) {
    if (operation.verb == Verb::kRead) return true;
  }
  return false;
}

Time DecidedUntil(const Report& report) {
  Time until = kNever;
  for (const PartReport& part : report.parts) {
    until = std::min(until, part.finding.decided_until);
  }
  return until;
}

Verdict VerdictOf(const Report& report) {
  for (const Verdict verdict : {Verdict::kNot, Verdict::kUndecided}) {
    if (report.First(verdict) != nullptr) return verdict;
  }
  return Verdict::kLinearizable;
}

}  // namespace

const PartReport* Report::First(Verdict wanted) const {
  for (const PartReport& part : parts) {
    if (part.finding.verdict == wanted) return &part;
  }
  return nullptr;
}

size_t Report::CountDecided(const History& history) const {
  size_t count = 0;
  for (const PartReport& part : parts) {
    count += CountCalled(history, part.part, decided_until);
  }
  return count;
}

std::vector<PartReport> SplitIntoParts(const History& history,
                                       const Model& model) {
  const bool by_element =
      model.parts == Parts::kElements && !HasReadsOfAll(history);
  // Numbers of parts, by key and element. The set of their operations is all
  // that matters of the hash of an element, so two may share one.
  ValueIndex numbers(history.keys.size());
  std::vector<PartReport> parts;
  const auto id_of = [&](const Operation& operation) -> Value {
    if (!by_element) return operation.key;
    raft::Fingerprint id;
    id.Add(operation.key);
    id.Add(static_cast<uint64_t>(operation.argument));
    return static_cast<Value>(id.Get());
  };
  std::vector<uint32_t> sizes;
  for (const Operation& operation : history.operations) {
    const uint32_t number = numbers.Number(id_of(operation));
    if (number == sizes.size()) {
      sizes.push_back(0);
      parts.emplace_back().key = operation.key;
    }
    ++sizes[number];
  }
  for (size_t i = 0; i < parts.size(); ++i) parts[i].part.reserve(sizes[i]);
  for (uint32_t i = 0; i < history.operations.size(); ++i) {
    const uint32_t number = numbers.Find(id_of(history.operations[i]));
    parts[number].part.push_back(i);
  }
  return parts;
}

void CheckPart(History& history, const Model& model, const Budget& budget,
               std::span<const uint32_t> hint, PartReport& report) {
  if (!hint.empty() && WrongWith(history, model, report.part, hint).empty()) {
    report.engine = "hint";
    report.finding.verdict = Verdict::kLinearizable;
    report.finding.decided_until = kNever;
    report.finding.order.assign(hint.begin(), hint.end());
    return;
  }
  Decided decided = Decide(history, model, report.part, budget);
  report.engine = decided.engine;
  report.finding = std::move(decided.finding);
}

Report Check(History& history, const Model& model, const Budget& budget) {
  Report report;
  report.parts = SplitIntoParts(history, model);
  uint64_t steps_left = budget.steps;
  // One part that is not linearizable is enough, so the hard ones wait until
  // all have had a try.
  for (const bool is_first : {true, false}) {
    const uint64_t most = is_first ? budget.first_steps : budget.steps;
    for (size_t i = 0; i < report.parts.size(); ++i) {
      PartReport& part = report.parts[i];
      if (!is_first && part.finding.verdict != Verdict::kUndecided) continue;
      // What one part does not need is for those after it.
      Budget share = budget;
      share.steps = std::min(most, steps_left / (report.parts.size() - i));
      if (!is_first && share.steps <= part.finding.steps) continue;
      CheckPart(history, model, share, {}, part);
      steps_left -= std::min(steps_left, part.finding.steps);
    }
    report.verdict = VerdictOf(report);
    if (report.verdict != Verdict::kUndecided) return report;
  }
  report.decided_until = DecidedUntil(report);
  return report;
}

}  // namespace lin
