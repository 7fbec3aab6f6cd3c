#include "invariants/progress.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> Progress(const Step& step, const Ghost& /*ghost*/) {
  if (!step.settled || step.settled->missing.empty()) return std::nullopt;
  return Violation{"progress",
                   fmt::format("after {} rounds without a fault: {}",
                               step.settled->rounds, step.settled->missing)};
}

}  // namespace invariants
