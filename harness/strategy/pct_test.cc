#include "harness/strategy/pct.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

#include "harness/action/action.h"
#include "harness/action/apply.h"
#include "harness/action/work.h"
#include "harness/strategy/random.h"
#include "harness/world/setup.h"
#include "harness/world/world.h"

namespace harness {
namespace {

using Agents = std::vector<Pct::Agent>;

constexpr uint64_t kSteps = 200;

harness::Setup ThreeNodes() {
  harness::Setup setup;
  setup.nodes = 3;
  setup.drive = static_cast<uint64_t>(Drive::kAsync);
  return setup;
}

bool Same(const Pct::Agent& a, const Pct::Agent& b) {
  return a.from == b.from && a.to == b.to;
}

uint64_t PriorityOf(const Agents& agents, const Pct::Agent& who) {
  const auto found =
      std::find_if(agents.begin(), agents.end(),
                   [&](const Pct::Agent& agent) { return Same(agent, who); });
  return found->priority;
}

bool CanAct(const World& world, const Pct::Agent& agent) {
  return agent.from == agent.to
             ? world.replica(agent.from).HasWork()
             : !world.network.On(agent.from, agent.to).empty();
}

// Whether the action is an agent's: nothing else does these.
bool IsAgents(const Action& action) {
  return action.verb == Verb::kDeliver || IsWork(action.verb);
}

// The agent whose action it is, in the form of one of them.
Pct::Agent ActorOf(const Action& action) {
  const bool delivers = action.verb == Verb::kDeliver;
  return {.from = action.node, .to = delivers ? action.peer : action.node};
}

// Calls `see` with the world, the agents before an action, it, and the agents
// after it, for each step of a run.
template <typename See>
void Walk(uint64_t depth, uint64_t seed, const See& see) {
  const harness::Setup setup = ThreeNodes();
  World world(setup);
  Applier applier;
  Pct pct(setup, kSteps, depth, Random(seed));
  for (uint64_t i = 0; i < kSteps; ++i) {
    const Agents before(pct.agents().begin(), pct.agents().end());
    const Action action = pct.Next(world);
    const Agents after(pct.agents().begin(), pct.agents().end());
    see(world, before, action, after);
    ASSERT_FALSE(applier.Apply(world, action).has_value());
  }
}

// The low priorities that agents got, in the order in which they got them.
std::vector<uint64_t> ChangesOf(uint64_t depth, uint64_t seed) {
  std::vector<uint64_t> changes;
  Walk(depth, seed,
       [&](const World&, const Agents& before, const Action&,
           const Agents& after) {
         for (const Pct::Agent& agent : before) {
           const uint64_t now = PriorityOf(after, agent);
           if (now != agent.priority) changes.push_back(now);
         }
       });
  return changes;
}

TEST(Pct, TheAgentWithTheHighestPriorityActs) {
  uint64_t acted = 0;
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    Walk(8, seed,
         [&](const World& world, const Agents& before, const Action& action,
             const Agents&) {
           if (!IsAgents(action)) return;
           const Pct::Agent actor = ActorOf(action);
           EXPECT_TRUE(CanAct(world, actor));
           for (const Pct::Agent& agent : before) {
             if (Same(agent, actor) || !CanAct(world, agent)) continue;
             EXPECT_LT(agent.priority, PriorityOf(before, actor));
           }
           ++acted;
         });
  }
  EXPECT_GT(acted, 2 * kSteps);
}

TEST(Pct, OnlyWhoActsChangesItsPriority) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    Walk(8, seed,
         [&](const World&, const Agents& before, const Action& action,
             const Agents& after) {
           for (const Pct::Agent& agent : before) {
             const uint64_t now = PriorityOf(after, agent);
             if (now == agent.priority) continue;
             EXPECT_TRUE(IsAgents(action) && Same(agent, ActorOf(action)));
             EXPECT_LT(now, 8u);
           }
         });
  }
}

TEST(Pct, NoTwoAgentsHaveTheSamePriorityAndTheHighestIsFirst) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    Walk(8, seed,
         [&](const World&, const Agents&, const Action&, const Agents& after) {
           ASSERT_EQ(after.size(), PctAgents(ThreeNodes()));
           for (size_t i = 1; i < after.size(); ++i) {
             EXPECT_LT(after[i].priority, after[i - 1].priority);
           }
         });
  }
}

TEST(Pct, NobodyFallsWithDepthOne) {
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    EXPECT_TRUE(ChangesOf(1, seed).empty()) << "seed " << seed;
  }
}

// In how many of the runs agents got these low priorities, by the order.
std::map<std::vector<uint64_t>, uint64_t> OrdersOf(uint64_t depth,
                                                   uint64_t runs) {
  std::map<std::vector<uint64_t>, uint64_t> orders;
  for (uint64_t seed = 1; seed <= runs; ++seed)
    ++orders[ChangesOf(depth, seed)];
  std::erase_if(orders, [depth](const auto& order) {
    return order.first.size() + 1 != depth;
  });
  return orders;
}

TEST(Pct, WhoFallsLaterMayStandAboveWhoFellBefore) {
  const auto two = OrdersOf(3, 200);
  ASSERT_EQ(two.size(), 2u);
  EXPECT_GT(two.at({1, 2}), 70u);
  EXPECT_GT(two.at({2, 1}), 70u);
  EXPECT_EQ(OrdersOf(4, 300).size(), 6u) << "all orders of three";
}

// Each agent is as likely as any other to be the last from the start.
TEST(Pct, AnyAgentMayHaveTheLowestPriority) {
  const harness::Setup setup = ThreeNodes();
  std::map<std::vector<raft::NodeId>, uint64_t> lowest;
  const uint64_t runs = 1000 * PctAgents(setup);
  for (uint64_t seed = 1; seed <= runs; ++seed) {
    const Pct pct(setup, kSteps, 5, Random(seed));
    const Pct::Agent& last = pct.agents().back();
    EXPECT_EQ(last.priority, 5u);
    ++lowest[{last.from, last.to}];
  }
  EXPECT_EQ(lowest.size(), PctAgents(setup));
  for (const auto& [agent, times] : lowest) EXPECT_NEAR(times, 1000, 120);
}

}  // namespace
}  // namespace harness
