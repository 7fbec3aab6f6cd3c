// What a membership change leads to: a model of its own, which knows nothing of
// how the library computes it (Raft thesis §4.1 and §4.3).
#pragma once

#include <optional>

#include "raft/types.h"

namespace invariants {

// The membership that `change` makes of `members`, its lists in order; nothing
// if every node must refuse the change:
// - A change without parts, whose transition is automatic, leaves a joint
//   membership for its incoming half.
// - A change with a transition of its own, or with two parts or more, makes a
//   membership joint: the voters so far stay as the outgoing half.
// - Any other adds or removes one voter at most.
// A joint membership can only be left, another one not; and there are always
// voters. Parts that name nobody change nothing.
std::optional<raft::ConfState> MembershipAfter(
    const raft::ConfState& members, const raft::ConfChangeV2& change);

}  // namespace invariants
