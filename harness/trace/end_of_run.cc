#include "harness/trace/end_of_run.h"

#include <algorithm>
#include <charconv>
#include <exception>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "harness/action/look_at.h"
#include "invariants/all.h"
#include "invariants/linearizability/check.h"
#include "invariants/linearizability/explain.h"
#include "invariants/linearizability/model.h"

namespace harness {
namespace {

using lin::Operation;
using lin::Value;

// `v1.2`, as clients write it, as a number; anything else by name.
Value NumberOf(std::string_view text, lin::Values& values) {
  constexpr int kSequenceBits = 40;
  uint64_t client = 0;
  uint64_t sequence = 0;
  const char* const end = text.data() + text.size();
  if (!text.starts_with('v')) return values.Name(text);
  const auto [dot, bad_client] = std::from_chars(text.data() + 1, end, client);
  if (bad_client != std::errc{} || dot == end || *dot != '.' ||
      client >= 1 << 16) {
    return values.Name(text);
  }
  const auto [last, bad_sequence] = std::from_chars(dot + 1, end, sequence);
  if (bad_sequence != std::errc{} || last != end ||
      sequence >> kSequenceBits != 0) {
    return values.Name(text);
  }
  return static_cast<Value>(client << kSequenceBits | sequence);
}

lin::Verb VerbOf(const HistoryEvent& event) {
  if (event.is_read) return lin::Verb::kRead;
  switch (event.command.kind) {
    case kv::Command::Kind::kPut:
      return lin::Verb::kWrite;
    case kv::Command::Kind::kDelete:
      return lin::Verb::kDelete;
    case kv::Command::Kind::kCompareAndSet:
      return lin::Verb::kCompareAndSet;
    case kv::Command::Kind::kGet:
      break;
  }
  return lin::Verb::kRead;
}

uint32_t KeyOf(const std::string& name, std::vector<std::string>& keys) {
  const auto place = std::find(keys.begin(), keys.end(), name);
  if (place == keys.end()) {
    keys.push_back(name);
    return static_cast<uint32_t>(keys.size() - 1);
  }
  return static_cast<uint32_t>(place - keys.begin());
}

// Positions in the part, in the order of the log. What is not in it, as far as
// anybody knows, is left out.
std::vector<uint32_t> OrderOfTheLog(const Record& record, lin::Part part) {
  std::vector<uint32_t> order;
  order.reserve(part.size());
  for (uint32_t i = 0; i < part.size(); ++i) {
    if (record.history[part[i]].index != 0) order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    const HistoryEvent& first = record.history[part[a]];
    const HistoryEvent& second = record.history[part[b]];
    // A read sees all of the log up to its index.
    return std::tie(first.index, first.is_read, a) <
           std::tie(second.index, second.is_read, b);
  });
  return order;
}

}  // namespace

lin::Budget BudgetOfARun() {
  lin::Budget budget;
  budget.steps = 2'000'000;
  budget.bytes = 200'000'000;
  return budget;
}

lin::History HistoryOf(const Record& record, bool named) {
  lin::History history;
  const auto value_of = [&](std::string_view text) -> Value {
    if (text.empty()) return lin::kNil;
    return named ? history.values.Name(text) : NumberOf(text, history.values);
  };
  history.operations.reserve(record.history.size());
  for (const HistoryEvent& event : record.history) {
    Operation& operation = history.operations.emplace_back();
    operation.process = static_cast<int64_t>(event.client);
    operation.key = KeyOf(event.command.key, history.keys);
    operation.verb = VerbOf(event);
    operation.argument = value_of(event.command.value);
    operation.expected = value_of(event.command.expected);
    // In an action calls come first, and answers then.
    operation.called_at = static_cast<lin::Time>(2 * event.called_at);
    if (event.answered_at == 0 || event.outcome.stale) {
      operation.status = lin::Status::kUnknown;
      continue;
    }
    if (!event.outcome.ok) operation.status = lin::Status::kFailed;
    operation.returned_at = static_cast<lin::Time>(2 * event.answered_at + 1);
    operation.result =
        event.outcome.found ? value_of(event.outcome.value.view()) : lin::kNil;
  }
  return history;
}

namespace {

std::optional<invariants::Violation> CheckHistory(World& world,
                                                  const lin::Budget& budget) {
  Record& record = world.record;
  const lin::Model& model = *lin::FindModel("kv");
  lin::History history = HistoryOf(record, /*named=*/false);
  for (lin::PartReport& part : lin::SplitIntoParts(history, model)) {
    const std::vector<uint32_t> hint = OrderOfTheLog(record, part.part);
    lin::CheckPart(history, model, budget, hint, part);
    if (part.finding.verdict == lin::Verdict::kUndecided) ++record.undecided;
    if (part.finding.verdict != lin::Verdict::kNot) continue;
    const lin::History told = HistoryOf(record, /*named=*/true);
    invariants::Step step;
    step.no_order = lin::InOneLine(told, model, part);
    return invariants::CheckAll(step, world.ghost);
  }
  return std::nullopt;
}

}  // namespace

std::optional<invariants::Violation> CheckEndOfRun(World& world,
                                                   const lin::Budget& budget) {
  if (auto violation = LookAtAll(world)) return violation;
  try {
    return CheckHistory(world, budget);
  } catch (const std::exception& thrown) {
    return Thrown(raft::kNone, thrown.what(), "the check of the history");
  }
}

}  // namespace harness
