// LookAt: asks nodes all that can be asked of them, for falls that only asking
// shows.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/world/replica.h"
#include "harness/world/world.h"
#include "invariants/view.h"
#include "raft/types.h"

namespace harness {

// What a replica throws when it is asked everything that observers, strategies
// and views may ask; nothing if it answers.
std::optional<std::string> WhatThrows(const Replica& replica);

// The first node that throws when it is asked, as a fall.
std::optional<invariants::Violation> LookAtAll(const World& world);

// Takes every node that throws when it is asked out of use, so that the world
// may be shown.
void BreakWhatThrows(World& world);

// The fall of no_panic that says what was thrown to whom, like "the view".
// `node`: whom it is about, kNone if that is not known.
invariants::Violation Thrown(raft::NodeId node, std::string_view text,
                             std::string_view who);

// Of what was thrown to somebody who asked `world` between two actions: as
// LookAtAll has it, which who replays the actions sees, too; if all nodes
// answer there, as it was thrown.
invariants::Violation ThrownBetween(const World& world, std::string_view text,
                                    std::string_view who);

}  // namespace harness
