// Enabled: every action that can happen to a world now.
#pragma once

#include <vector>

#include "harness/action/action.h"
#include "harness/world/world.h"

namespace harness {

// Appends to `actions` those that would not be a no-op, each once, in an order
// that depends on the world alone. What is left out would only repeat: a crash
// keeps every number of operations that makes a difference, and a client asks
// every node. Strategies that walk at random need no list.
void Enabled(const World& world, std::vector<Action>& actions);

}  // namespace harness
