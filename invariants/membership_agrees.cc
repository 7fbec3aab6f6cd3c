#include "invariants/membership_agrees.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

namespace invariants {

namespace {

bool Has(const raft::IdList& ids, raft::NodeId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

// Why nobody should go by this membership; empty if all is well with it.
std::string_view Defect(const raft::ConfState& members) {
  if (members.voters.empty()) return "it has no voters";
  if (members.voters_outgoing.empty() &&
      (!members.learners_next.empty() || members.auto_leave)) {
    return "it is not joint and has to be left";
  }
  for (const raft::NodeId id : members.learners) {
    if (Has(members.voters, id) || Has(members.voters_outgoing, id)) {
      return "a learner votes";
    }
  }
  for (const raft::NodeId id : members.learners_next) {
    if (!Has(members.voters_outgoing, id)) {
      return "a voter to be demoted is not leaving";
    }
  }
  return {};
}

}  // namespace

std::optional<Violation> MembershipAgrees(const Step& step,
                                          const Ghost& ghost) {
  if (step.membership == nullptr) return std::nullopt;
  const raft::ConfState& members = *step.membership;
  const auto fall = [&](std::string_view what) {
    return Violation{
        "membership_agrees",
        fmt::format("node {} has at index {} voters {} outgoing "
                    "{} learners {}: {}",
                    step.node, step.after.applied, members.voters,
                    members.voters_outgoing, members.learners, what)};
  };
  // A node that never heard of any members has none.
  if (step.after.applied != 0) {
    if (const auto defect = Defect(members); !defect.empty()) {
      return fall(defect);
    }
  }
  if (step.node_membership != nullptr && *step.node_membership != members) {
    return fall("it goes by another membership");
  }
  const Ghost::Membership* known = ghost.MembershipAt(MembershipIndex(step));
  // Where a change was applied for the first time, nothing is known yet.
  const bool comparable =
      known != nullptr &&
      (known->index == MembershipIndex(step) || !AppliesChange(step));
  if (comparable && known->content != ContentOf(members)) {
    return fall(fmt::format("another was seen at index {}", known->index));
  }
  return std::nullopt;
}

}  // namespace invariants
