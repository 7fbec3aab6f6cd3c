// Change: the membership change that an action proposes.
#pragma once

#include <optional>

#include "harness/action/action.h"
#include "harness/world/world.h"
#include "raft/types.h"

namespace harness {

// What a kChange, kReconfigure or kLeave proposes to its node; nothing if it
// makes no sense: nodes that are not there, ids that must not come back, no
// voters left, or nothing to change.
std::optional<raft::ConfChangeV2> ChangeOf(const World& world,
                                           const Action& action);

// Makes `change` one that names nobody twice: gives it a number (see World in
// the design), and notes who may be leaving.
void Register(World& world, raft::ConfChangeV2& change);

}  // namespace harness
