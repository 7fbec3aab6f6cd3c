// What the tests of engines ask of a finding.
#pragma once

#include <fmt/format.h>

#include <numeric>
#include <string>
#include <vector>

#include "invariants/linearizability/conflict.h"
#include "invariants/linearizability/finding.h"
#include "invariants/linearizability/model.h"
#include "invariants/linearizability/verify.h"

namespace lin {

inline std::vector<uint32_t> AllOf(const History& history) {
  std::vector<uint32_t> part(history.operations.size());
  std::iota(part.begin(), part.end(), 0);
  return part;
}

// For messages of failures.
inline std::string Describe(const History& history) {
  std::string text;
  for (const Operation& operation : history.operations) {
    text += fmt::format(
        "{} {} argument {} expected {} result {} status {} [{}, {}]\n",
        operation.process, NameOf(operation.verb),
        history.values.Text(operation.argument),
        history.values.Text(operation.expected),
        history.values.Text(operation.result),
        static_cast<int>(operation.status), operation.called_at,
        operation.returned_at == kNever ? -1 : operation.returned_at);
  }
  return text;
}

// What clients knew that were cut off at a time.
inline History BeginningOf(const History& history, Time until) {
  History beginning = history;
  beginning.operations.clear();
  for (Operation operation : history.operations) {
    if (operation.called_at >= until) break;
    if (operation.returned_at >= until) {
      operation.returned_at = kNever;
      operation.status = Status::kUnknown;
      operation.result = kUnseen;
    }
    beginning.operations.push_back(operation);
  }
  return beginning;
}

// Empty if the finding says what is true, with a proof that `decide`, another
// way to find out, agrees with.
template <typename Decide>
std::string WrongWithFinding(History history, const Model& model,
                             const Finding& finding, const Decide& decide) {
  const std::vector<uint32_t> part = AllOf(history);
  if (finding.verdict == Verdict::kUndecided) {
    const Time until = finding.decided_until;
    History beginning = BeginningOf(history, until);
    return decide(beginning)
               ? WrongWith(history, model, part, finding.order, until)
               : "the beginning is not linearizable:\n" + Describe(beginning);
  }
  const bool linearizable = finding.verdict == Verdict::kLinearizable;
  if (decide(history) != linearizable) {
    return "the verdict is wrong:\n" + Describe(history);
  }
  if (linearizable) return WrongWith(history, model, part, finding.order);
  if (finding.conflict.empty()) return "there is no conflict";
  History conflict = Extract(history, part, finding.conflict);
  return decide(conflict) ? "the conflict is none:\n" + Describe(conflict) +
                                "of\n" + Describe(history)
                          : "";
}

}  // namespace lin
