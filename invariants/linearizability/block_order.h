// Block order: puts the blocks of a register in an order that proves it
// linearizable.
#pragma once

#include <cstdint>
#include <vector>

#include "invariants/linearizability/clusters.h"
#include "invariants/linearizability/finding.h"

namespace lin {

// Clusters that were replaced one by the other (zones.h).
struct Block {
  uint32_t head = 0;       // The first cluster.
  Time end = kNever;       // The first return, and
  Time begin = kAlways;    // the last call.
  uint32_t first_end = 0;  // Whose cluster's they are.
  uint32_t last_begin = 0;
  uint32_t after = kNoOne;  // The reign in which it begins and does not end.

  bool reigns() const { return end < begin; }
};

// The last of the `reigns`, blocks in the order of time, that begins before
// `time`; or kNoOne.
uint32_t ReignAt(const std::vector<Block>& blocks,
                 const std::vector<uint32_t>& reigns, Time time);

// kLinearizable with the order; kUndecided if a compare-and-set that failed has
// no place in it. REQUIRES: no two reigns overlap, and all other blocks fit
// beside them, `after` of each being set.
Finding OrderBlocks(const RegisterPart& part, const Clusters& clusters,
                    const std::vector<Block>& blocks);

}  // namespace lin
