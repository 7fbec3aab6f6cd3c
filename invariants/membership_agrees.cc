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

// What is wrong with how the step left a joint membership, if it did that and
// nothing else; empty if nothing is.
std::string_view BadlyLeft(const Step& step) {
  if (step.membership_before == nullptr || step.installed != nullptr) return {};
  const raft::ConfState& before = *step.membership_before;
  const raft::ConfState& after = *step.membership;
  const auto changes = std::count_if(
      step.applied.begin(), step.applied.end(), [](const raft::Entry& entry) {
        return entry.type != raft::EntryType::kNormal;
      });
  if (changes != 1 || before.voters_outgoing.empty() ||
      !after.voters_outgoing.empty()) {
    return {};
  }
  if (after.voters != before.voters) {
    return "the joint membership before it had other incoming voters";
  }
  if (after.learners.size() !=
      before.learners.size() + before.learners_next.size()) {
    return "the joint membership before it led to other learners";
  }
  for (const raft::IdList* ids : {&before.learners, &before.learners_next}) {
    for (const raft::NodeId id : *ids) {
      if (!Has(after.learners, id)) {
        return "the joint membership before it led to other learners";
      }
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
  if (const auto defect = BadlyLeft(step); !defect.empty()) {
    return fall(defect);
  }
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
