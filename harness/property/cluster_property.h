// ClusterProperty: a cluster as a stateful property, for whoever checks it:
// the test that it holds, and the canary in which it must not.
#pragma once

#include <rapidcheck.h>
#include <rapidcheck/state.h>

#include <memory>
#include <ostream>

#include "harness/action/action.h"
#include "harness/world/world.h"

namespace harness {

// Commands are actions, the model and the system are worlds.
using ClusterCommand = rc::state::Command<World, World>;

// Keeps every invariant, and goes the same way in the model, which is a copy
// of a copy, as in the system.
class Do : public ClusterCommand {
 public:
  explicit Do(const Action& action) : action_(action) {}

  void apply(World& model) const override;
  // Fails with the name of the invariant that falls, and its evidence.
  void run(const World& before, World& world) const override;
  void show(std::ostream& os) const override;

 private:
  Action action_;
};

// What is enabled in `world`, and now and then any action at all.
rc::Gen<std::shared_ptr<const ClusterCommand>> AnyCommand(const World& world);

// The property: a small cluster keeps its invariants under any enabled actions.
// Called by RapidCheck, once for each case.
void ClusterKeepsItsInvariants();

}  // namespace harness
