#include "invariants/membership_model.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace invariants {
namespace {

using Ids = std::set<raft::NodeId>;

Ids SetOf(const raft::IdList& ids) { return {ids.begin(), ids.end()}; }

raft::IdList ListOf(const Ids& ids) {
  raft::IdList list;
  for (const raft::NodeId id : ids) list.push_back(id);
  return list;
}

Ids Union(const Ids& a, const Ids& b) {
  Ids both = a;
  both.insert(b.begin(), b.end());
  return both;
}

Ids Without(const Ids& a, const Ids& b) {
  Ids rest;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(),
                      std::inserter(rest, rest.end()));
  return rest;
}

// Who votes, and who learns without a vote, when all is done.
struct Wanted {
  Ids voters;
  Ids learners;
};

// Nothing if a part asks for what there is not.
std::optional<Wanted> WantedBy(const raft::ConfState& members,
                               const raft::ConfChangeV2& change) {
  Wanted wanted{SetOf(members.voters), SetOf(members.learners)};
  for (const auto& [type, id] : change.changes) {
    if (id == raft::kNone) continue;
    if (raft::IsLocalTarget(id)) return std::nullopt;
    switch (type) {
      case raft::ConfChangeType::kAddNode:
        wanted.voters.insert(id);
        wanted.learners.erase(id);
        break;
      case raft::ConfChangeType::kAddLearnerNode:
        wanted.voters.erase(id);
        wanted.learners.insert(id);
        break;
      case raft::ConfChangeType::kRemoveNode:
        wanted.voters.erase(id);
        wanted.learners.erase(id);
        break;
      case raft::ConfChangeType::kUpdateNode:
        break;
      default:
        return std::nullopt;
    }
  }
  return wanted;
}

std::optional<raft::ConfState> Left(const raft::ConfState& members) {
  if (members.voters_outgoing.empty()) return std::nullopt;
  raft::ConfState left;
  left.voters = members.voters;
  left.learners = ListOf(
      Union(SetOf(members.learners), SetOf(members.learners_next)));
  return left;
}

}  // namespace

std::optional<raft::ConfState> MembershipAfter(
    const raft::ConfState& members, const raft::ConfChangeV2& change) {
  const bool automatic =
      change.transition == raft::ConfChangeTransition::kAuto;
  if (automatic && change.changes.empty()) return Left(members);
  if (!members.voters_outgoing.empty()) return std::nullopt;
  const auto wanted = WantedBy(members, change);
  if (!wanted || wanted->voters.empty()) return std::nullopt;
  const Ids before = SetOf(members.voters);
  raft::ConfState after;
  after.voters = ListOf(wanted->voters);
  if (automatic && change.changes.size() == 1) {
    const size_t differ = Without(before, wanted->voters).size() +
                          Without(wanted->voters, before).size();
    if (differ > 1) return std::nullopt;
    after.learners = ListOf(wanted->learners);
    return after;
  }
  if (before.empty()) return std::nullopt;
  // Who still votes in the outgoing half cannot be a learner yet.
  after.voters_outgoing = ListOf(before);
  after.learners = ListOf(Without(wanted->learners, before));
  after.learners_next =
      ListOf(Without(wanted->learners, SetOf(after.learners)));
  after.auto_leave =
      change.transition != raft::ConfChangeTransition::kJointExplicit;
  return after;
}

}  // namespace invariants
