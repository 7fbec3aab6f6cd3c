#include "invariants/linearizability/explain.h"

#include <fmt/format.h>

#include <vector>

#include "invariants/linearizability/conflict.h"
#include "invariants/linearizability/decide.h"

namespace lin {
namespace {

std::string_view ReasonOf(const Finding& finding) {
  return finding.reason.empty() ? "no order gives the answers that were seen"
                                : std::string_view(finding.reason);
}

// The operation of the conflict that returned last: the others alone are often
// linearizable.
size_t LastOf(const History& conflict) {
  size_t last = 0;
  Time returned_at = kAlways;
  for (size_t i = 0; i < conflict.operations.size(); ++i) {
    const Operation& operation = conflict.operations[i];
    if (operation.returned_at == kNever) continue;
    if (operation.returned_at < returned_at) continue;
    last = i;
    returned_at = operation.returned_at;
  }
  return last;
}

std::string When(const Operation& operation) {
  if (operation.returned_at == kNever) {
    return fmt::format("called at {}, its outcome open", operation.called_at);
  }
  return fmt::format("called at {}, returned at {}", operation.called_at,
                     operation.returned_at);
}

// An order of all but one of the conflict; empty if there is none.
std::string OrderWithout(const History& conflict, const Model& model,
                         size_t left_out) {
  History rest = conflict;
  const auto at = static_cast<ptrdiff_t>(left_out);
  rest.operations.erase(rest.operations.begin() + at);
  rest.ids.erase(rest.ids.begin() + at);
  std::vector<uint32_t> all(rest.operations.size());
  for (uint32_t i = 0; i < all.size(); ++i) all[i] = i;
  Budget budget;
  budget.steps = 20'000;  // It is not worth more.
  const Decided decided = Decide(rest, model, all, budget);
  std::string text;
  for (const uint32_t i : decided.finding.order) {
    text += fmt::format(" #{}", rest.IdOf(i));
  }
  return text;
}

}  // namespace

std::string InWords(const History& history, const Operation& operation) {
  const auto text = [&](Value value) { return history.values.Text(value); };
  const bool unknown = operation.status == Status::kUnknown;
  std::string words = fmt::format("process {} ", operation.process);
  const std::string argument = text(operation.argument);
  switch (operation.verb) {
    case Verb::kRead:
      return words + (unknown ? "reads" : "read " + text(operation.result));
    case Verb::kContains:
      return words + fmt::format("asked for {} and was told {}", argument,
                                 text(operation.result));
    case Verb::kDequeue:
      return words + (unknown ? "may have dequeued"
                              : "dequeued " + text(operation.result));
    default:
      break;
  }
  if (unknown) words += "may have made: ";
  words += NameOf(operation.verb);
  if (operation.verb == Verb::kCompareAndSet) {
    words += fmt::format(" from {} to {}", text(operation.expected), argument);
    if (operation.status == Status::kFailed) words += ", which failed";
  } else if (operation.verb != Verb::kDelete) {
    words += " " + argument;
  }
  if (operation.result != kUnseen) {
    words += fmt::format(", where it found {}", text(operation.result));
  }
  return words;
}

std::string Explain(const History& history, const Model& model,
                    const PartReport& report) {
  const Finding& finding = report.finding;
  const History conflict = Extract(history, report.part, finding.conflict);
  const size_t last = LastOf(conflict);
  std::string text = fmt::format(
      "  Of {}'{}' {} operation{} of {} are in conflict: {}.\n",
      model.is_register ? "the key " : "", history.keys[report.key],
      conflict.operations.size(), conflict.operations.size() == 1 ? "" : "s",
      report.part.size(), ReasonOf(finding));
  for (size_t i = 0; i < conflict.operations.size(); ++i) {
    const Operation& operation = conflict.operations[i];
    text += fmt::format("    #{} {} ({})\n", conflict.IdOf(i),
                        InWords(conflict, operation), When(operation));
  }
  if (finding.any_initial) {
    text += "  That is so whatever was there before.\n";
    return text;
  }
  const std::string order = OrderWithout(conflict, model, last);
  if (!order.empty()) {
    text += fmt::format(
        "  Without #{} they can have happened in the order{}; with it, in "
        "none.\n",
        conflict.IdOf(last), order);
  }
  return text;
}

std::string DecidedInWords(const History& history, const Report& report) {
  const size_t count = report.CountDecided(history);
  if (count == 0) return "nothing is decided";
  return fmt::format(
      "the first {} of {} operations, those called before time {}, are "
      "linearizable",
      count, history.operations.size(), report.decided_until);
}

std::string InOneLine(const History& history, const Model&,
                      const PartReport& report) {
  const History conflict =
      Extract(history, report.part, report.finding.conflict);
  const size_t last = LastOf(conflict);
  return fmt::format("{}, after all that was answered before: {}",
                     InWords(conflict, conflict.operations[last]),
                     ReasonOf(report.finding));
}

}  // namespace lin
