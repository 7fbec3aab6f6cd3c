#include "harness/property/cluster_property.h"

#include <algorithm>
#include <cstdint>

#include "harness/action/apply.h"
#include "harness/property/generators.h"
#include "harness/world/setup.h"

namespace harness {
namespace {

// Small enough that all that is enabled can be listed at every step.
Setup SmallSetup() {
  Setup setup = *AnySetup();
  setup.nodes = std::min<uint64_t>(setup.nodes, 3);
  setup.learners = 0;
  setup.spares = std::min<uint64_t>(setup.spares, 1);
  return setup;
}

}  // namespace

void Do::apply(World& model) const {
  Applier applier;
  applier.Apply(model, action_);
}

void Do::run(const World& before, World& world) const {
  RC_ASSERT(world.GetFingerprint() == before.GetFingerprint());
  Applier applier;
  const auto violation = applier.Apply(world, action_);
  if (violation) RC_FAIL(violation->invariant + ": " + violation->evidence);
}

void Do::show(std::ostream& os) const { os << Describe(action_); }

rc::Gen<std::shared_ptr<const ClusterCommand>> AnyCommand(const World& world) {
  return rc::gen::map(
      rc::gen::weightedOneOf<Action>(
          {{9, AnyEnabled(world)}, {1, AnyAction()}}),
      [](const Action& action) -> std::shared_ptr<const ClusterCommand> {
        return std::make_shared<Do>(action);
      });
}

void ClusterKeepsItsInvariants() {
  const World first(SmallSetup());
  World world = first;
  rc::state::check(first, world, AnyCommand);
}

}  // namespace harness
