// Deeds: what a node did in a step, in words.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/view/frames.h"
#include "raft/types.h"

namespace harness {

// What happened to one node in one step: `votes for 2 in term 3`. The words
// follow `node 3` or `which`. With `all` they include what it sent; else only
// what it has become.
std::vector<std::string> DeedsOf(const Frames& frames, uint64_t step,
                                 raft::NodeId node, bool all);

}  // namespace harness
