// DrawSetup: clusters as different as campaigns want them.
#pragma once

#include "harness/strategy/random.h"
#include "harness/world/setup.h"

namespace harness {

// Draws a setup that the fault atlas covers: whatever happens in it, a
// violation is a bug. 1 to 5 voters, learners, spares, all drives, features
// on for all nodes, for none, or mixed, and now and then tight limits.
Setup DrawSetup(Random& random);

}  // namespace harness
