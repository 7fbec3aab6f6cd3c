#include "invariants/linearizability/register_part.h"

namespace lin {
namespace {

using Type = RegisterOperation::Type;

// What the operation is, but for when. Nothing if it says nothing.
std::optional<RegisterOperation> Reduce(const Operation& operation,
                                        bool& contradicts) {
  RegisterOperation reduced;
  reduced.optional = operation.status == Status::kUnknown;
  const bool saw = operation.result != kUnseen;
  const bool compares = operation.verb == Verb::kCompareAndSet;
  if (operation.verb == Verb::kRead) {
    if (!saw || reduced.optional) return std::nullopt;
    reduced.from = operation.result;
    return reduced;
  }
  if (operation.status == Status::kFailed) {
    contradicts = saw && operation.result == operation.expected;
    reduced.type = saw ? Type::kRead : Type::kNot;
    reduced.from = saw ? operation.result : operation.expected;
    return reduced;
  }
  contradicts = compares && saw && operation.result != operation.expected &&
                !reduced.optional;
  reduced.to = operation.verb == Verb::kDelete ? kNil : operation.argument;
  reduced.type = saw || compares ? Type::kMove : Type::kWrite;
  if (reduced.type == Type::kMove) {
    reduced.from = compares ? operation.expected : operation.result;
    if (reduced.from == reduced.to) {
      if (reduced.optional) return std::nullopt;
      reduced.type = Type::kRead;
    }
  }
  return reduced;
}

}  // namespace

RegisterPart AsRegister(const History& history, Part part) {
  RegisterPart result;
  result.operations.reserve(part.size());
  for (uint32_t i = 0; i < part.size(); ++i) {
    const Operation& operation = history.operations[part[i]];
    bool contradicts = false;
    auto reduced = Reduce(operation, contradicts);
    if (contradicts && !result.contradiction) result.contradiction = i;
    if (!reduced) continue;
    reduced->position = i;
    reduced->called_at = operation.called_at;
    reduced->returned_at = operation.returned_at;
    result.operations.push_back(*reduced);
  }
  return result;
}

}  // namespace lin
