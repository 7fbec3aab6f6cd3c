#include "invariants/one_change_at_a_time.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> OneChangeAtATime(const Step& step,
                                          const Ghost& /*ghost*/) {
  if (step.unapplied_changes <= 1) return std::nullopt;
  return Violation{
      "one_change_at_a_time",
      fmt::format("leader {} of term {} appended a membership change while {} "
                  "others in its log are not applied",
                  step.node, step.after.term, step.unapplied_changes - 1)};
}

}  // namespace invariants
