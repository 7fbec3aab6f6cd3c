// Doer: who makes actions happen, for what is made of many actions.
#pragma once

#include <optional>

#include "harness/action/action.h"
#include "harness/world/world.h"
#include "invariants/view.h"

namespace harness {

// See Applier, which is one. It has no state that matters, so it may be lent to
// several worlds in turn.
class Doer {
 public:
  virtual ~Doer() = default;
  // Makes `action` happen; returns the invariant that fell, if one did.
  virtual std::optional<invariants::Violation> Apply(World& world,
                                                     const Action& action) = 0;
};

}  // namespace harness
