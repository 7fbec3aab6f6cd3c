#include "invariants/linearizable.h"

namespace invariants {

std::optional<Violation> Linearizable(const Step& step, const Ghost&) {
  if (step.no_order.empty()) return std::nullopt;
  return Violation{"linearizability", step.no_order};
}

}  // namespace invariants
