#include "invariants/campaigns_by_its_membership.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> CampaignsByItsMembership(const Step& step,
                                                  const Ghost& /*ghost*/) {
  if (step.committed_changes == 0) return std::nullopt;
  return Violation{
      "campaigns_by_its_membership",
      fmt::format("node {} campaigns in term {}; it has committed {} and "
                  "applied {}, with {} membership changes in between",
                  step.node, step.after.term, step.before.commit,
                  step.before.applied, step.committed_changes)};
}

}  // namespace invariants
