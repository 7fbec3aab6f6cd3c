// A cluster keeps its invariants, and RapidCheck tells shortly where one falls.
#include <gtest/gtest.h>
// RapidCheck's GoogleTest glue needs the line above it.
#include <rapidcheck/gtest.h>
#include <rapidcheck/state.h>

#include <algorithm>
#include <memory>

#include "harness/action/action.h"
#include "harness/property/cluster_property.h"
#include "harness/property/generators.h"
#include "harness/world/setup.h"
#include "harness/world/world.h"

namespace harness {
namespace {

RC_GTEST_PROP(Cluster, KeepsItsInvariantsUnderAnyEnabledActions, ()) {
  ClusterKeepsItsInvariants();
}

// The fewest commands under which `Fails` did, with the same machinery.
size_t CommandsLeftAfterShrinking(uint64_t seed) {
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
  const auto election = [&] {
    run = 0;
    const World first{harness::Setup()};
    World world = first;
    rc::state::check(first, world, [&](const World& now) {
      return rc::gen::map(
          AnyEnabled(now),
          [&](const Action& action) -> std::shared_ptr<const ClusterCommand> {
            return std::make_shared<Fails>(action, run, fewest);
          });
    });
  };
  rc::detail::TestParams params;
  params.seed = seed;
  const auto result =
      rc::detail::checkTestable(election, rc::detail::TestMetadata(), params);
  EXPECT_TRUE(result.is<rc::detail::FailureResult>());
  return fewest;
}

// An election takes a campaign, a request and a vote. A campaign before it in
// another term stays, as a message's name has its term.
TEST(Cluster, ShrinksWhatFallsToItsFewestActions) {
  size_t fewest = 1000;
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    const size_t left = CommandsLeftAfterShrinking(seed);
    EXPECT_LE(left, 6u);
    fewest = std::min(fewest, left);
  }
  EXPECT_EQ(fewest, 3u);
}

}  // namespace
}  // namespace harness
