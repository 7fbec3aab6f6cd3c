#include "invariants/campaigns_by_its_membership.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> CampaignsByItsMembership(const Step& step,
                                                  const Ghost& /*ghost*/) {
  if (step.committed_changes > 0) {
    return Violation{
        "campaigns_by_its_membership",
        fmt::format("node {} campaigns in term {}; it has committed {} and "
                    "applied {}, with {} membership changes in between",
                    step.node, step.after.term, step.before.commit,
                    step.before.applied, step.committed_changes)};
  }
  if (step.later_changes > 1) {
    return Violation{
        "campaigns_by_its_membership",
        fmt::format("node {} campaigns in term {}; it has applied {}, and of "
                    "the {} membership changes that follow all but the last "
                    "are committed",
                    step.node, step.after.term, step.before.applied,
                    step.later_changes)};
  }
  return std::nullopt;
}

}  // namespace invariants
