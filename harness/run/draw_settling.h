// Draws how a run ends.
#pragma once

#include <cstdint>

#include "harness/strategy/random.h"
#include "harness/world/setup.h"

namespace harness {

// The option of the kSettle after the last step of the run with this seed: all
// is healed, only as many nodes as are needed come back, or faults last, a
// third of the seeds each. `random` is drawn from for the faults; nodes are deaf
// more often where that is fair (harness/action/core.h).
uint64_t DrawSettling(uint64_t seed, const Setup& setup, Random& random);

}  // namespace harness
