#include "harness/strategy/strategies.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/action/apply.h"
#include "harness/strategy/pct.h"
#include "invariants/milestones.h"

namespace harness {
namespace {

using invariants::Milestone;

harness::Setup SetupOf(uint64_t drive) {
  harness::Setup setup;
  setup.drive = drive;
  setup.spares = 1;
  return setup;
}

World Walk(const StrategyRow& row, const harness::Setup& setup, uint64_t seed,
           uint64_t steps, std::vector<Action>* actions = nullptr) {
  World world(setup);
  Applier applier;
  const auto strategy = row.make(setup, steps, Random(seed));
  for (uint64_t i = 0; i < steps; ++i) {
    const Action action = strategy->Next(world);
    if (actions != nullptr) actions->push_back(action);
    const auto fell = applier.Apply(world, action);
    EXPECT_FALSE(fell.has_value()) << row.name << ": " << fell->evidence;
  }
  return world;
}

TEST(Strategies, HaveNamesByWhichTheyAreFound) {
  std::set<std::string_view> names;
  for (const StrategyRow& row : Strategies()) {
    EXPECT_TRUE(names.insert(row.name).second);
    EXPECT_EQ(FindStrategy(row.name), &row);
    EXPECT_FALSE(row.help.empty());
  }
  EXPECT_EQ(FindStrategy("nobody"), nullptr);
}

TEST(Strategies, AreDrawnByTheirShares) {
  Random random(7);
  std::map<std::string_view, int> drawn;
  uint32_t shares = 0;
  for (const StrategyRow& row : Strategies()) shares += row.share;
  for (int i = 0; i < 10000; ++i) ++drawn[DrawStrategy(random).name];
  for (const StrategyRow& row : Strategies()) {
    EXPECT_NEAR(drawn[row.name], 10000 * row.share / shares, 300) << row.name;
  }
}

TEST(Strategies, GiveTheSameActionsForTheSameSeedAndOthersForAnother) {
  for (const StrategyRow& row : Strategies()) {
    std::vector<Action> one;
    std::vector<Action> same;
    std::vector<Action> other;
    Walk(row, SetupOf(2), 1, 300, &one);
    Walk(row, SetupOf(2), 1, 300, &same);
    Walk(row, SetupOf(2), 2, 300, &other);
    EXPECT_EQ(one, same) << row.name;
    EXPECT_NE(one, other) << row.name;
  }
}

TEST(Strategies, GetSomewhereInEveryDrive) {
  for (const StrategyRow& row : Strategies()) {
    for (uint64_t drive = 0; drive <= 3; ++drive) {
      uint64_t acknowledged = 0;
      uint64_t crashed = 0;
      for (uint64_t seed = 1; seed <= 30; ++seed) {
        const World world = Walk(row, SetupOf(drive), seed, 3000);
        acknowledged +=
            world.record.milestones.Count(Milestone::kWriteAcknowledged);
        crashed += world.record.milestones.Count(Milestone::kCrashed);
      }
      EXPECT_GT(acknowledged, 5u) << row.name << " drive " << drive;
      EXPECT_GT(crashed, 3u) << row.name << " drive " << drive;
    }
  }
}

TEST(Timed, IsHealthyMostOfTheTime) {
  const StrategyRow& timed = *FindStrategy("timed");
  const StrategyRow& random = *FindStrategy("random");
  const auto acknowledged = [](const World& world) {
    return world.record.milestones.Count(Milestone::kWriteAcknowledged);
  };
  uint64_t in_time = 0;
  uint64_t at_random = 0;
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    in_time += acknowledged(Walk(timed, SetupOf(0), seed, 3000));
    at_random += acknowledged(Walk(random, SetupOf(0), seed, 3000));
  }
  EXPECT_GT(in_time, 2 * at_random);
}

TEST(Pct, GuaranteesWhatThePaperSays) {
  EXPECT_DOUBLE_EQ(PctGuarantee(9, 100, 1), 1.0 / 9);
  EXPECT_DOUBLE_EQ(PctGuarantee(9, 100, 3), 1.0 / 90000);
  EXPECT_EQ(PctAgents(SetupOf(0)), 16u);
}

// Without changes of priority, one link never lets another pass it.
TEST(Pct, HoldsMessagesBackUntilAPriorityChanges) {
  const harness::Setup setup = SetupOf(0);
  const auto longest_wait = [&](uint64_t depth) {
    World world(setup);
    Applier applier;
    Pct pct(setup, 2000, depth, Random(3));
    uint64_t longest = 0;
    std::map<std::pair<raft::NodeId, raft::NodeId>, uint64_t> waits;
    for (int i = 0; i < 2000; ++i) {
      const Action action = pct.Next(world);
      for (raft::NodeId from = 1; from <= setup.total(); ++from) {
        for (raft::NodeId to = 1; to <= setup.total(); ++to) {
          uint64_t& wait = waits[{from, to}];
          const bool moves = action.verb == Verb::kDeliver &&
                             action.node == from && action.peer == to;
          wait = moves || world.network.On(from, to).empty() ? 0 : wait + 1;
          longest = std::max(longest, wait);
        }
      }
      applier.Apply(world, action);
    }
    return longest;
  };
  EXPECT_GT(longest_wait(1), 30u);
  EXPECT_GT(longest_wait(4), 30u);
}

}  // namespace
}  // namespace harness
