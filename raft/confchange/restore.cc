#include "raft/confchange/restore.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "raft/confchange/changer.h"

namespace raft {
namespace {

using Changes = std::vector<ConfChangeSingle>;

IdList Sorted(IdList ids) {
  std::sort(ids.begin(), ids.end());
  return ids;
}

void Append(Changes& changes, ConfChangeType type, const IdList& ids) {
  for (const NodeId id : ids) changes.push_back({type, id});
}

// Makes the changes one by one, each a simple one.
Result<Membership> OneByOne(Membership membership, const Changes& changes,
                            Index last_index, const InflightLimits& limits) {
  for (const ConfChangeSingle& change : changes) {
    auto next = Changer(membership, last_index, limits).Simple({&change, 1});
    if (!next) return next;
    membership = std::move(*next);
  }
  return membership;
}

}  // namespace

bool Equivalent(const ConfState& a, const ConfState& b) {
  return Sorted(a.voters) == Sorted(b.voters) &&
         Sorted(a.learners) == Sorted(b.learners) &&
         Sorted(a.voters_outgoing) == Sorted(b.voters_outgoing) &&
         Sorted(a.learners_next) == Sorted(b.learners_next) &&
         a.auto_leave == b.auto_leave;
}

Result<Membership> Restore(const ConfState& conf_state, Index last_index,
                           const InflightLimits& limits) {
  Changes incoming;
  // In a joint configuration the outgoing voters are there first, and the
  // joint change replaces them by the incoming ones.
  Append(incoming, ConfChangeType::kRemoveNode, conf_state.voters_outgoing);
  Append(incoming, ConfChangeType::kAddNode, conf_state.voters);
  Append(incoming, ConfChangeType::kAddLearnerNode, conf_state.learners);
  Append(incoming, ConfChangeType::kAddLearnerNode, conf_state.learners_next);

  Result<Membership> restored;
  if (conf_state.voters_outgoing.empty()) {
    restored = OneByOne({}, incoming, last_index, limits);
  } else {
    Changes outgoing;
    Append(outgoing, ConfChangeType::kAddNode, conf_state.voters_outgoing);
    restored = OneByOne({}, outgoing, last_index, limits);
    if (restored) {
      const Membership before = std::move(*restored);
      restored = Changer(before, last_index, limits)
                     .EnterJoint(conf_state.auto_leave, incoming);
    }
  }
  if (restored &&
      !Equivalent(conf_state, ToConfState(restored->configuration))) {
    return Fail(ErrorCode::kBadConfChange,
                "no membership is equivalent to this ConfState");
  }
  return restored;
}

}  // namespace raft
