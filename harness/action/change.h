// Change: the membership change that an action proposes.
#pragma once

#include <optional>
#include <span>

#include "harness/action/action.h"
#include "harness/world/world.h"
#include "raft/types.h"

namespace harness {

// True if some of the entries change the membership.
bool HoldChanges(std::span<const raft::Entry> entries);

// True if the node appends every change that it is asked for, and the harness
// sees to it that they do not overlap.
bool MustNotOverlap(const World& world, raft::NodeId node);

// What a kChange, kReconfigure or kLeave proposes to its node; nothing if it
// makes no sense: nodes that are not there, ids that must not come back,
// nothing to change or to leave, or a change that must not be proposed there
// now. Changes that name nobody, or leave no voter, are proposed: they are to
// change nothing.
// REQUIRES: the node is up.
std::optional<raft::ConfChangeV2> ChangeOf(const World& world,
                                           const Action& action);

// Makes `change` one that names nobody twice: gives it a number (see World in
// the design), and notes who may be leaving.
void Register(World& world, raft::ConfChangeV2& change);

}  // namespace harness
