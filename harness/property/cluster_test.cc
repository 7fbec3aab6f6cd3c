// A cluster as a stateful property: commands are actions, the model and the
// system are worlds.
#include <gtest/gtest.h>
// RapidCheck's GoogleTest glue needs the line above it.
#include <rapidcheck/gtest.h>
#include <rapidcheck/state.h>

#include <algorithm>
#include <memory>

#include "harness/action/action.h"
#include "harness/action/apply.h"
#include "harness/property/generators.h"
#include "harness/world/setup.h"
#include "harness/world/world.h"

namespace harness {
namespace {

using Command = rc::state::Command<World, World>;

// Keeps every invariant, and goes the same way in the model, which is a copy
// of a copy, as in the system.
class Do : public Command {
 public:
  explicit Do(const Action& action) : action_(action) {}

  void apply(World& model) const override {
    Applier applier;
    applier.Apply(model, action_);
  }
  void run(const World& before, World& world) const override {
    RC_ASSERT(world.GetFingerprint() == before.GetFingerprint());
    Applier applier;
    const auto violation = applier.Apply(world, action_);
    if (violation) RC_FAIL(violation->invariant + ": " + violation->evidence);
  }
  void show(std::ostream& os) const override { os << Describe(action_); }

 private:
  Action action_;
};

rc::Gen<std::shared_ptr<const Command>> Commands(const World& world) {
  return rc::gen::map(
      rc::gen::weightedOneOf<Action>(
          {{9, AnyEnabled(world)}, {1, AnyAction()}}),
      [](const Action& action) -> std::shared_ptr<const Command> {
        return std::make_shared<Do>(action);
      });
}

// Small enough that all that is enabled can be listed at every step.
harness::Setup SmallSetup() {
  harness::Setup setup = *AnySetup();
  setup.nodes = std::min<uint64_t>(setup.nodes, 3);
  setup.learners = 0;
  setup.spares = std::min<uint64_t>(setup.spares, 1);
  return setup;
}

RC_GTEST_PROP(Cluster, KeepsItsInvariantsUnderAnyEnabledActions, ()) {
  const World first(SmallSetup());
  World world = first;
  rc::state::check(first, world, Commands);
}

// The fewest commands under which `Fails` did, with the same machinery.
size_t CommandsLeftAfterShrinking() {
  size_t fewest = 1000;
  size_t run = 0;
  class Fails : public Do {
   public:
    Fails(const Action& action, size_t& run, size_t& fewest)
        : Do(action), run_(run), fewest_(fewest) {}
    void run(const World& before, World& world) const override {
      Do::run(before, world);
      ++run_;
      for (raft::NodeId id = 1; id <= 3; ++id) {
        if (!world.replica(id).leads()) continue;
        fewest_ = std::min(fewest_, run_);
        RC_FAIL("somebody leads");
      }
    }

   private:
    size_t& run_;
    size_t& fewest_;
  };
  const auto result = rc::detail::checkTestable([&] {
    run = 0;
    const World first{harness::Setup()};
    World world = first;
    rc::state::check(first, world, [&](const World& now) {
      return rc::gen::map(
          AnyEnabled(now),
          [&](const Action& action) -> std::shared_ptr<const Command> {
            return std::make_shared<Fails>(action, run, fewest);
          });
    });
  });
  EXPECT_TRUE(result.is<rc::detail::FailureResult>());
  return fewest;
}

// An election takes a campaign, a request and a vote.
TEST(Cluster, ShrinksWhatFallsToItsFewestActions) {
  EXPECT_EQ(CommandsLeftAfterShrinking(), 3u);
}

}  // namespace
}  // namespace harness
