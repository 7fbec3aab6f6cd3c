// Keys: what stands for a state in the set of those that were seen.
#pragma once

#include <vector>

#include "harness/explore/model.h"
#include "harness/explore/parts.h"
#include "harness/explore/state.h"
#include "harness/explore/state_set.h"

namespace harness {

// The key of a state is the sum of its parts' keys and of one for what was used
// of the budgets; of all its renamings, the least. One per thread.
class Keys {
 public:
  explicit Keys(const Parts& parts)
      : parts_(parts), sums_(parts.renamings().size()), next_(sums_.size()) {}

  // Of a state, whose successors are asked for next.
  StateKey Of(const State& state);
  // Of a state that differs from that one in a few parts.
  StateKey OfNext(const State& state, const State& next);
  // In how many states that differ only in their names the last one asked for
  // is one.
  uint64_t orbit() const { return orbit_; }

 private:
  void Add(const PartKeys& keys, bool adds, std::vector<StateKey>& sums);
  StateKey Least(const std::vector<StateKey>& sums, const State& state);

  const Parts& parts_;
  std::vector<StateKey> sums_;  // Of the parts, by renaming.
  std::vector<StateKey> next_;
  uint64_t orbit_ = 1;
};

}  // namespace harness
