// When a node gets impatient (Raft paper §5.2).
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "raft/behaviour/cluster.h"

namespace raft::behaviour {
namespace {

TEST(ElectionTimeouts, AreSpreadEvenlyOverTheirRange) {
  std::vector<int> counts(20);
  for (uint64_t seed = 0; seed < 10000; ++seed) {
    Config config = ConfigOf(1);
    config.jitter = HashJitter;
    config.jitter_seed = seed;
    Node node(config, {.members = Voters(3)});
    ++counts[node.core().drawn_election_timeout()];
  }
  for (uint64_t ticks = 0; ticks < 20; ++ticks) {
    if (ticks < 10) {
      EXPECT_EQ(counts[ticks], 0);
    } else {
      EXPECT_NEAR(counts[ticks], 1000, 150);
    }
  }
}

TEST(ElectionTimeouts, AreDrawnAnewByACandidateEachTime) {
  Config config = ConfigOf(1);
  config.jitter = HashJitter;
  Node node(config, {.members = Voters(3)});
  std::vector<int> counts(20);
  for (int round = 0; round < 1000; ++round) {
    node.Tick(node.core().drawn_election_timeout());
    ASSERT_EQ(node.core().role(), Role::kCandidate);
    ++counts[node.core().drawn_election_timeout()];
  }
  for (uint64_t ticks = 10; ticks < 20; ++ticks) EXPECT_GT(counts[ticks], 50);
}

TEST(ElectionTimeouts, OfDifferentNodesSeldomFallTogether) {
  constexpr int kRounds = 1000;
  int together = 0;
  for (uint64_t round = 0; round < kRounds; ++round) {
    std::vector<uint64_t> timeouts;
    for (NodeId id = 1; id <= 5; ++id) {
      Config config = ConfigOf(id);
      config.jitter = HashJitter;
      config.jitter_seed = round;
      Node node(config, {.members = Voters(5)});
      timeouts.push_back(node.core().drawn_election_timeout());
    }
    std::sort(timeouts.begin(), timeouts.end());
    if (timeouts[0] == timeouts[1]) ++together;
  }
  EXPECT_LE(together, kRounds * 3 / 10);
}

}  // namespace
}  // namespace raft::behaviour
