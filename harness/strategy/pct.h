// Pct: probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi and
// Nagarakatte, 2010), for messages instead of threads.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/strategy/random.h"
#include "harness/strategy/random_walk.h"
#include "harness/strategy/strategy.h"
#include "harness/world/setup.h"

namespace harness {

// Every link and every node's work is an agent with a priority of its own. Of
// those that can act the one with the highest priority does: the oldest message
// of the link arrives, the oldest work of the node is done. At `depth` - 1
// steps, drawn beforehand, the agent that would act falls below all others. So
// messages are held back for as long as it takes, which a random walk hardly
// ever does. Time, clients and faults come between as a random walk has them.
class Pct : public Strategy {
 public:
  static constexpr uint64_t kDepth = 4;

  Pct(const Setup& setup, uint64_t steps, uint64_t depth, Random random);
  Action Next(const World& world) override;

 private:
  struct Agent {
    raft::NodeId from = raft::kNone;
    raft::NodeId to = raft::kNone;  // The node itself: its work.
  };

  static bool CanAct(const World& world, const Agent& agent);
  static Action Act(const World& world, const Agent& agent);

  std::vector<Agent> agents_;      // The highest priority first.
  std::vector<uint64_t> changes_;  // Steps at which one falls, the last first.
  uint64_t step_ = 0;
  Random random_;
  RandomWalk others_;  // Everything that is no agent's.
};

// How many agents there are in such a cluster.
uint64_t PctAgents(const Setup& setup);

// A lower bound of the chance that one run with so many agents and steps shows
// a bug that `depth` constraints on their order make happen, whatever the rest
// is: 1 / (agents * steps^(depth - 1)).
double PctGuarantee(uint64_t agents, uint64_t steps, uint64_t depth);

}  // namespace harness
