#include "invariants/state_machines_agree.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> StateMachinesAgree(const Step& step,
                                            const Ghost& ghost) {
  if (step.state_hash == 0 || step.after.applied >= ghost.applied.size()) {
    return std::nullopt;
  }
  const uint64_t known = ghost.applied[step.after.applied].state;
  if (known == 0 || known == step.state_hash) return std::nullopt;
  return Violation{
      "state_machines_agree",
      fmt::format("the state of node {} at index {} is {:016x}, "
                  "where {:016x} was seen before",
                  step.node, step.after.applied, step.state_hash, known)};
}

}  // namespace invariants
