#include "invariants/state_machine_safety.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> StateMachineSafety(const Step& step,
                                            const Ghost& ghost) {
  for (const raft::Entry& entry : step.applied) {
    if (entry.index >= ghost.applied.size()) break;
    const uint64_t known = ghost.applied[entry.index];
    if (known == 0 || known == HashOf(entry)) continue;
    return Violation{
        "state_machine_safety",
        fmt::format("node {} applied another entry at index {} (term {}) than "
                    "was applied there before",
                    step.node, entry.index, entry.term)};
  }
  return std::nullopt;
}

}  // namespace invariants
