// Expected: the milestones that a long campaign must reach, or it has not
// tested what it seems to.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "harness/world/setup.h"
#include "invariants/milestones.h"

namespace harness {

// Actions of runs that allow a milestone, after which it must have been
// reached: ten million, and more for what is seen once in so many.
uint64_t ActionsFor(invariants::Milestone milestone);

// True if runs of some hundred actions, with a strategy of this name, reach it
// in this setup now and then. Of setups far from those that campaigns draw on
// their own (see draw_setup.h) only what every cluster does is demanded.
bool Allows(const Setup& setup, std::string_view strategy,
            invariants::Milestone milestone);

// Counts, per milestone, the actions of runs that could have reached it.
class Expected {
 public:
  // Of one run. Short ones count for nothing.
  void Add(const Setup& setup, std::string_view strategy, uint64_t actions);
  // Those that were never reached in ActionsFor so many.
  std::vector<invariants::Milestone> Missing(
      const invariants::Milestones& reached) const;

 private:
  std::array<uint64_t, invariants::kMilestones> actions_{};
};

}  // namespace harness
