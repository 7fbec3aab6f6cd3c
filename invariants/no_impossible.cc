#include "invariants/no_impossible.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> NoImpossible(const Step& step, const Ghost&) {
  if (step.impossible.empty()) return std::nullopt;
  return Violation{"no_impossible",
                   fmt::format("node {}: {}", step.node, step.impossible)};
}

}  // namespace invariants
