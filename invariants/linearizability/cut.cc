#include "invariants/linearizability/cut.h"

#include <algorithm>

namespace lin {

RegisterPart CutAt(const RegisterPart& part, Time until) {
  RegisterPart cut;
  cut.any_initial = part.any_initial;
  for (const RegisterOperation& operation : part.operations) {
    if (operation.called_at >= until) break;
    const bool is_open = operation.returned_at >= until;
    if (is_open && !operation.mutates()) continue;
    RegisterOperation& added = cut.operations.emplace_back(operation);
    if (!is_open) continue;
    added.optional = true;
    added.returned_at = kNever;
  }
  return cut;
}

size_t CountCalled(const History& history, Part part, Time until) {
  const auto end =
      std::partition_point(part.begin(), part.end(), [&](uint32_t index) {
        return history.operations[index].called_at < until;
      });
  return static_cast<size_t>(end - part.begin());
}

}  // namespace lin
