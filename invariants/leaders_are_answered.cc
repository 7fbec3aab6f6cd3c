#include "invariants/leaders_are_answered.h"

#include <fmt/format.h>

#include <string_view>

#include "invariants/remember.h"

namespace invariants {

std::optional<Violation> LeadersAreAnswered(const Step& step,
                                            const Ghost& ghost) {
  const bool owes =
      step.memory != nullptr &&
      (step.memory->owes != NodeMemory::kNothing || HearsLeader(step));
  if (!owes || !step.idle || !step.after.up) return std::nullopt;
  NodeMemory next = *step.memory;
  Remember(step, ghost, next);
  if (next.owes == NodeMemory::kNothing) return std::nullopt;
  const std::string_view what = (next.owes & NodeMemory::kAppend) != 0
                                    ? "entries or a snapshot"
                                    : "a heartbeat";
  return Violation{
      "leaders_are_answered",
      fmt::format("node {} of term {} has got {} from its leader {}, has "
                  "nothing left to do, and does not answer",
                  step.node, step.after.term, what, step.after.lead)};
}

}  // namespace invariants
