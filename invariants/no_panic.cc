#include "invariants/no_panic.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> NoPanic(const Step& step, const Ghost&) {
  if (step.panic.empty()) return std::nullopt;
  return Violation{"no_panic",
                   fmt::format("node {}: {}", step.node, step.panic)};
}

}  // namespace invariants
