#include "invariants/linearizability/window.h"

#include <algorithm>
#include <numeric>

#include "invariants/linearizability/model.h"
#include "invariants/linearizability/search.h"

namespace lin {
namespace {

using Type = RegisterOperation::Type;

// How far is looked for who sees a value next.
constexpr size_t kAhead = 256;

// The first value is written between these, and what was called before is
// called at the third.
constexpr Time kFirstCall = 0;
constexpr Time kFirstReturn = 1;
constexpr Time kBefore = 2;
constexpr Time kBegin = 3;

}  // namespace

Window::Window(const RegisterPart& part, const Alikes& alikes, uint32_t begin,
               uint32_t end, uint32_t value,
               const std::vector<uint32_t>& before)
    : part_(part), alikes_(alikes), end_(end), value_(value) {
  history_.keys.emplace_back();
  Operation& first = history_.operations.emplace_back();
  first.verb = Verb::kWrite;
  first.argument = value;
  first.called_at = kFirstCall;
  first.returned_at = kFirstReturn;
  for (const uint32_t operation : before) Add(operation, kBefore, kNever);
  // Times are counted anew, so that there is room before and after them.
  std::vector<Time> times;
  for (uint32_t i = begin; i < end; ++i) {
    times.push_back(part.operations[i].called_at);
    times.push_back(part.operations[i].returned_at);
  }
  std::sort(times.begin(), times.end());
  const auto counted = [&](Time time) {
    return kBegin +
           (std::lower_bound(times.begin(), times.end(), time) - times.begin());
  };
  for (uint32_t i = begin; i < end; ++i) {
    const RegisterOperation& operation = part.operations[i];
    Add(i, counted(operation.called_at),
        operation.optional ? kNever : counted(operation.returned_at));
  }
  over_at_ = kBegin + static_cast<Time>(times.size());
}

void Window::Add(uint32_t index, Time called_at, Time returned_at) {
  const RegisterOperation& from = part_.operations[index];
  const auto number = [&](Value value) -> Value {
    return alikes_.NumberOf(value);
  };
  Operation& operation = history_.operations.emplace_back();
  operation.called_at = called_at;
  operation.returned_at = returned_at;
  if (from.optional) operation.status = Status::kUnknown;
  switch (from.type) {
    case Type::kRead:
      operation.result = number(from.from);
      break;
    case Type::kNot:
      operation.verb = Verb::kCompareAndSet;
      operation.status = Status::kFailed;
      operation.expected = number(from.from);
      break;
    case Type::kWrite:
      operation.verb = Verb::kWrite;
      operation.argument = number(from.to);
      break;
    case Type::kMove:
      operation.verb = Verb::kCompareAndSet;
      operation.expected = number(from.from);
      operation.argument = number(from.to);
      break;
  }
  operations_.push_back(index);
}

std::vector<uint32_t> Window::Ends() const {
  const auto to_of = [&](const RegisterOperation& operation) {
    return alikes_.NumberOf(operation.to);
  };
  // A value is there at the end only if no mutation to another one was called
  // after all mutations to it had returned: so the last two matter.
  const RegisterOperation* last = nullptr;
  const RegisterOperation* last_other = nullptr;
  for (const uint32_t index : operations_) {
    const RegisterOperation& operation = part_.operations[index];
    if (!operation.mutates() || operation.optional) continue;
    if (last != nullptr && to_of(operation) != to_of(*last)) last_other = last;
    last = &operation;
  }
  std::vector<uint32_t> ends;
  if (last == nullptr) ends.push_back(value_);
  for (const uint32_t index : operations_) {
    const RegisterOperation& operation = part_.operations[index];
    if (!operation.mutates()) continue;
    const uint32_t value = to_of(operation);
    const RegisterOperation* other =
        last != nullptr && to_of(*last) == value ? last_other : last;
    if (other == nullptr || other->called_at < operation.returned_at) {
      ends.push_back(value);
    }
  }
  std::sort(ends.begin(), ends.end());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  const size_t until = std::min(part_.operations.size(), size_t{end_} + kAhead);
  size_t ranked = 0;
  for (size_t i = end_; i < until && ranked < ends.size(); ++i) {
    const RegisterOperation& operation = part_.operations[i];
    if (operation.type == Type::kWrite || operation.optional) continue;
    const auto seen = std::find(ends.begin() + static_cast<ptrdiff_t>(ranked),
                                ends.end(), alikes_.NumberOf(operation.from));
    if (seen == ends.end()) continue;
    std::iter_swap(ends.begin() + static_cast<ptrdiff_t>(ranked++), seen);
  }
  return ends;
}

WindowOrder Window::Find(std::optional<uint32_t> last, const Budget& budget) {
  const size_t without = history_.operations.size();
  if (last) {
    Operation& read = history_.operations.emplace_back();
    read.result = *last;
    read.called_at = over_at_;
    read.returned_at = over_at_ + 1;
  }
  std::vector<uint32_t> all(history_.operations.size());
  std::iota(all.begin(), all.end(), 0);
  const Finding finding = Search(history_, *FindModel("register"), all, budget);
  history_.operations.resize(without);
  WindowOrder found;
  found.verdict = finding.verdict;
  found.steps = finding.steps;
  found.value = value_;
  if (finding.verdict != Verdict::kLinearizable) return found;
  for (const uint32_t position : finding.order) {
    if (position == 0 || position >= without) continue;
    const uint32_t index = operations_[position - 1];
    found.order.push_back(index);
    const RegisterOperation& operation = part_.operations[index];
    if (operation.mutates()) found.value = alikes_.NumberOf(operation.to);
  }
  return found;
}

}  // namespace lin
