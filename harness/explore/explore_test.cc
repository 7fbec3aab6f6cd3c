#include "harness/explore/explore.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace harness {
namespace {

Model ModelOf(std::string_view text) {
  const auto model = ParseModel(text, "test");
  EXPECT_TRUE(model.has_value()) << model.error().Text();
  return *model;
}

Exploration Explored(std::string_view text,
                     const ExploreOptions& options = {}) {
  auto found = Explore(ModelOf(text), options);
  EXPECT_TRUE(found.has_value()) << found.error().Text();
  return std::move(*found);
}

TEST(Explore, SeesAllOfAnElection) {
  const Exploration found = Explored("timeouts=1\nterms=1\n");
  EXPECT_EQ(found.end, Exploration::End::kAll);
  EXPECT_EQ(found.counts.states, 109u);
  EXPECT_EQ(found.counts.with_node_names, 628u);
  EXPECT_EQ(found.counts.waiting, 0u);
  EXPECT_GT(found.milestones.Count(invariants::Milestone::kLeaderElected), 0u);
}

TEST(Explore, ThreadsSeeTheSame) {
  const std::string_view text =
      "timeouts=1\nterms=1\nproposals=1\nin_flight=6\ncrashes=1\n";
  const Exploration one = Explored(text);
  const Exploration two = Explored(text, {.jobs = 2});
  EXPECT_EQ(one.end, Exploration::End::kAll);
  EXPECT_GT(one.counts.states, 1000u);
  EXPECT_EQ(one.counts.states, two.counts.states);
  EXPECT_EQ(one.counts.depth, two.counts.depth);
}

// What is remembered is what the library would do.
TEST(Explore, WithoutAMemoryItSeesTheSame) {
  const std::string_view text =
      "timeouts=1\nterms=1\nproposals=1\nin_flight=5\nsnapshots=1\n";
  const Exploration one = Explored(text);
  const Exploration two = Explored(text, {.remembers = false});
  EXPECT_EQ(one.counts.states, two.counts.states);
  EXPECT_EQ(one.counts.transitions, two.counts.transitions);
  EXPECT_LT(one.counts.applied * 2, two.counts.applied);
}

TEST(Explore, DepthFirstSeesWhatBreadthFirstDoes) {
  const std::string_view text =
      "timeouts=1\nterms=1\nproposals=1\nin_flight=6\ndepth=9\n";
  const Exploration wide = Explored(text);
  const Exploration deep = Explored(text, {.order = Order::kDepth});
  EXPECT_TRUE(wide.depth_bound);
  EXPECT_TRUE(deep.depth_bound);
  EXPECT_GT(wide.counts.states, 100u);
  EXPECT_EQ(wide.counts.states, deep.counts.states);
}

TEST(Explore, EveryStateOfAnElectionSettles) {
  const Exploration found =
      Explored("timeouts=1\nterms=1\ncrashes=1\nin_flight=3\nsettle=1\n");
  EXPECT_EQ(found.end, Exploration::End::kAll);
  EXPECT_EQ(found.counts.settled, found.counts.states);
}

// One deviation more is at least as many states; with enough of them it is
// everything.
TEST(Explore, DeviationsComeToAllSchedules) {
  const std::string bounds = "timeouts=1\nterms=1\nnode_symmetry=0\n";
  const uint64_t all = Explored(bounds).counts.states;
  uint64_t last = 0;
  for (const char* deviations : {"1", "2", "4", "60"}) {
    const Exploration found =
        Explored(bounds + "deviations=" + deviations + "\n");
    EXPECT_EQ(found.end, Exploration::End::kAll);
    EXPECT_GT(found.counts.states, last);
    last = found.counts.states;
  }
  EXPECT_EQ(last, all);
}

TEST(Explore, BudgetsEndUndecided) {
  const Exploration states =
      Explored("timeouts=2\nproposals=2\n", {.states = 1000});
  EXPECT_EQ(states.end, Exploration::End::kUndecided);
  EXPECT_EQ(states.reason, "the budget of states is used up");
  EXPECT_GT(states.counts.waiting, 0u);
  const std::atomic<bool> interrupted = true;
  const Exploration stopped =
      Explored("timeouts=2\nproposals=2\n", {.interrupted = &interrupted});
  EXPECT_EQ(stopped.reason, "it was interrupted");
  const Exploration memory =
      Explored("timeouts=2\nproposals=2\n", {.memory = 1});
  EXPECT_EQ(memory.reason, "the budget of memory is used up");
}

TEST(Explore, RefusesADepthFirstSearchWithoutADepth) {
  EXPECT_FALSE(Explore(DefaultModel(), {.order = Order::kDepth}).has_value());
}

}  // namespace
}  // namespace harness
