// What the reductions leave out is nothing: against the search without them.
#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>
#include <string_view>

#include "harness/explore/expander.h"
#include "harness/explore/explore.h"
#include "harness/explore/frontier.h"

namespace harness {
namespace {

constexpr auto kModels = std::to_array<std::string_view>({
    "timeouts=1\nterms=1\nproposals=1\nin_flight=3\n",
    "nodes=2\ntimeouts=2\nterms=2\nin_flight=3\ncrashes=1\n",
    "nodes=2\ntimeouts=1\nterms=1\nproposals=2\nclients=2\nin_flight=3\n",
    "timeouts=1\nterms=1\npre_vote=7\nin_flight=3\ndrops=1\n",
    "nodes=2\nlearners=1\ntimeouts=1\nterms=1\nproposals=1\nin_flight=3\n",
    "nodes=2\ndrive=1\ntimeouts=1\nterms=1\nin_flight=3\ncrashes=1\n",
    "nodes=2\ndrive=3\ntimeouts=1\nterms=1\nin_flight=3\ncrashes=1\n",
});

Model ModelOf(std::string_view text, bool reduced) {
  Model model = *ParseModel(text, "test");
  model.node_symmetry = reduced;
  model.value_symmetry = reduced;
  model.partial_order = reduced;
  return model;
}

// A search in the plainest way, which keeps what it saw.
struct Collected {
  std::set<StateKey> states;  // By the least of their keys.
  std::set<StateKey> locals;  // Replicas, the same.
};

Collected AllOf(const Model& model) {
  Search search(model, {});
  Expander expander(search);
  // What is seen is told apart by nothing but names, in either search.
  Parts alike(RenamingsOf(model, true));
  Collected seen;
  Frontier frontier;
  const auto note = [&](const State& state) {
    for (raft::NodeId id = 1; id <= state.nodes(); ++id) {
      const auto& replica = search.parts.replicas[state.replica(id)].replica;
      const PartKeys& keys = alike.replicas.Get(alike.Add(replica).first).keys;
      seen.locals.insert(*std::min_element(keys.begin(), keys.end()));
    }
  };
  const State first = expander.Begin();
  note(first);
  frontier.Push(first, {}, 0);
  // In the order in which they are found: level by level.
  Waiting waiting;
  uint64_t distance = 0;
  while (!frontier.empty()) {
    ++distance;
    for (const Frontier::Block& block : frontier.TakeBlocks()) {
      Frontier::ForEach(
          block, model.setup.total(), waiting, [&](const Waiting& now) {
            expander.Expand(
                now, distance, false,
                [&](const State& state, const Arrival& arrival, bool) {
                  note(state);
                  frontier.Push(state, arrival,
                                static_cast<uint32_t>(distance));
                });
          });
    }
  }
  EXPECT_FALSE(search.fall.has_value());
  return seen;
}

Exploration Explored(const Model& model) {
  auto found = Explore(model, {});
  EXPECT_TRUE(found.has_value()) << found.error().Text();
  return std::move(*found);
}

TEST(Reductions, OfNamesAndOrderLeaveAllLocalStates) {
  for (const std::string_view text : kModels) {
    SCOPED_TRACE(text);
    Model reduced = ModelOf(text, true);
    // Values are told apart below.
    reduced.value_symmetry = 0;
    const Collected few = AllOf(reduced);
    const Collected all = AllOf(ModelOf(text, false));
    EXPECT_EQ(few.locals, all.locals);
    EXPECT_GT(all.locals.size(), 5u);
  }
}

// The number of states that the reduced search says there would be is the
// number that there are.
TEST(Reductions, SayHowManyStatesThereWouldBe) {
  for (const std::string_view text : kModels) {
    SCOPED_TRACE(text);
    const Exploration few = Explored(ModelOf(text, true));
    const Exploration all = Explored(ModelOf(text, false));
    EXPECT_EQ(few.end, Exploration::End::kAll);
    EXPECT_EQ(few.counts.with_all_names,
              static_cast<double>(all.counts.states));
    EXPECT_LT(few.counts.states, all.counts.states);
    EXPECT_EQ(few.counts.depth, all.counts.depth);
  }
}

TEST(Reductions, OfOrderSkipTransitionsAndNoStates) {
  uint64_t skipped = 0;
  for (const std::string_view text : kModels) {
    SCOPED_TRACE(text);
    for (const bool names : {false, true}) {
      Model skips = ModelOf(text, names);
      skips.partial_order = 1;
      Model all = skips;
      all.partial_order = 0;
      const Exploration one = Explored(skips);
      const Exploration other = Explored(all);
      skipped += one.counts.skipped;
      EXPECT_EQ(other.counts.skipped, 0u);
      EXPECT_EQ(one.counts.states, other.counts.states);
      EXPECT_EQ(one.counts.transitions, other.counts.transitions);
      EXPECT_EQ(one.counts.depth, other.counts.depth);
    }
  }
  EXPECT_GT(skipped, 100u);
}

}  // namespace
}  // namespace harness
