// Restore: from the configuration in a snapshot back to a membership.
#pragma once

#include "raft/base/error.h"
#include "raft/tracker/tracker.h"
#include "raft/types.h"

namespace raft {

// True if both name the same members in the same parts, in whatever order.
bool Equivalent(const ConfState& a, const ConfState& b);

// Returns the membership that `conf_state` describes, with fresh progress (see
// Changer for `last_index` and `limits`), or kBadConfChange if no sequence of
// membership changes leads to one that is equivalent to it. An empty
// `conf_state` gives an empty membership.
Result<Membership> Restore(const ConfState& conf_state, Index last_index,
                           const InflightLimits& limits);

}  // namespace raft
