// DrawSetup: clusters as different as campaigns want them.
#pragma once

#include <span>
#include <string>

#include "harness/strategy/random.h"
#include "harness/world/setup.h"
#include "raft/base/error.h"

namespace harness {

// Draws a setup that the fault atlas covers: whatever happens in it, a
// violation is a bug. 1 to 5 voters, learners, spares, all drives, features
// on for all nodes, for none, or mixed, and now and then tight limits.
Setup DrawSetup(Random& random);

// The same with fields that somebody chose, as `name=value`. What was drawn
// gives way to them where it does not go with them. kBadConfig if they do not
// go together.
raft::Result<Setup> DrawSetup(Random& random,
                              std::span<const std::string> chosen);

}  // namespace harness
