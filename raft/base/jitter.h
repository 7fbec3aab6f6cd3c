// Jitter: the only randomness of a node, as a pure function.
#pragma once

#include <cstdint>

namespace raft {

// What makes one draw of an election timeout different from another.
struct JitterInput {
  uint64_t seed = 0;   // From the node's Config.
  uint64_t node = 0;   // The node's id.
  uint64_t term = 0;   // The term in which the timeout is drawn.
  uint64_t draw = 0;   // How many draws this node made in this term before.
  uint64_t range = 1;  // The result is below this; at least 1.
};

// Returns how many ticks to add to the election timeout, in [0, range). It
// must be pure: the same input gives the same answer, for ever, so that a
// schedule keeps its meaning when actions are cut from it.
using Jitter = uint64_t (*)(const JitterInput&);

// The default: a well-mixed hash of all inputs. REQUIRES: range > 0.
uint64_t HashJitter(const JitterInput& input);

// No jitter: every election timeout is the configured one. For exploration.
uint64_t NoJitter(const JitterInput& input);

}  // namespace raft
