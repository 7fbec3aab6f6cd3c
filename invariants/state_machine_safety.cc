#include "invariants/state_machine_safety.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> StateMachineSafety(const Step& step,
                                            const Ghost& ghost) {
  for (const raft::Entry& entry : step.applied) {
    if (entry.index >= ghost.applied.size()) break;
    const Ghost::Applied& known = ghost.applied[entry.index];
    if (known.content == 0) continue;
    const uint64_t content = ContentOf(entry);
    if (known.term == entry.term && known.content == content) continue;
    return Violation{
        "state_machine_safety",
        fmt::format("node {} applied entry {} of term {} with content {:016x}, "
                    "where one of term {} with {:016x} was applied before",
                    step.node, entry.index, entry.term, content, known.term,
                    known.content)};
  }
  return std::nullopt;
}

}  // namespace invariants
