// Expected: the milestones that a long campaign must reach, or it has not
// tested what it seems to.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "harness/world/setup.h"
#include "invariants/milestones.h"

namespace harness {

// Actions in setups that allow a milestone, after which it must have been
// reached.
inline constexpr uint64_t kActionsForAMilestone = 10'000'000;

// True if runs of a few hundred actions and more can reach it in this setup.
bool Allows(const Setup& setup, invariants::Milestone milestone);

// Counts, per milestone, the actions of runs that could have reached it.
class Expected {
 public:
  void Add(const Setup& setup, uint64_t actions);
  // Those that were never reached in kActionsForAMilestone actions.
  std::vector<invariants::Milestone> Missing(
      const invariants::Milestones& reached) const;

 private:
  std::array<uint64_t, invariants::kMilestones> actions_{};
};

}  // namespace harness
