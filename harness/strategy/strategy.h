// Strategy: a way to choose actions.
#pragma once

#include "harness/action/action.h"
#include "harness/world/world.h"

namespace harness {

// Chooses for one run; the next action may depend on the world as it is and on
// what was drawn before, and on nothing else.
class Strategy {
 public:
  virtual ~Strategy() = default;
  virtual Action Next(const World& world) = 0;
};

}  // namespace harness
