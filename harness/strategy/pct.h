// Pct: probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi and
// Nagarakatte, 2010), for messages instead of threads.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <vector>

#include "harness/strategy/random.h"
#include "harness/strategy/random_walk.h"
#include "harness/strategy/strategy.h"
#include "harness/world/setup.h"

namespace harness {

// Every link and every node's work is an agent with a priority of its own. Of
// those that can act the one with the highest priority does: the oldest message
// of the link arrives, the oldest work of the node is done. At first their
// priorities are the numbers from `depth` on, in an order that is drawn. Then
// `depth` - 1 steps are drawn, and who acts at the i-th of them, or first after
// it, has priority i from then on: as time need not go through them in that
// order, who falls later may stand above who fell before. So messages are held
// back for as long as it takes, which a random walk hardly ever does. Time,
// clients and faults come between as a random walk has them.
class Pct : public Strategy {
 public:
  static constexpr uint64_t kDepth = 4;  // Unless another one is chosen.

  struct Agent {
    raft::NodeId from = raft::kNone;
    raft::NodeId to = raft::kNone;  // The node itself: its work.
    uint64_t priority = 0;          // No two agents have the same.
  };

  // REQUIRES: depth > 0.
  Pct(const Setup& setup, uint64_t steps, uint64_t depth, Random random);
  Action Next(const World& world) override;
  // The highest priority first; valid until the next Next.
  std::span<const Agent> agents() const { return agents_; }

 private:
  using Agents = std::vector<Agent>;

  // Who acts at `step`, or first after it, gets `priority`.
  struct Change {
    uint64_t step = 0;
    uint64_t priority = 0;
    friend auto operator<=>(const Change&, const Change&) = default;
  };

  void DrawPriorities(uint64_t lowest);
  void DrawChanges(uint64_t steps, uint64_t depth);
  void MakeChange(Agents::iterator acted, uint64_t step);
  static bool CanAct(const World& world, const Agent& agent);
  static Action Act(const World& world, const Agent& agent);

  Agents agents_;                // The highest priority first.
  std::vector<Change> changes_;  // Those to come, the last first.
  uint64_t step_ = 0;
  Random random_;
  RandomWalk others_;  // Everything that is no agent's.
};

// How many agents there are in such a cluster.
uint64_t PctAgents(const Setup& setup);

// A lower bound of the chance that one run with so many agents and steps and of
// this depth shows a bug that `depth` constraints on their order, or fewer,
// make happen, whatever the rest is: 1 / (agents * steps^(depth - 1)).
double PctGuarantee(uint64_t agents, uint64_t steps, uint64_t depth);

}  // namespace harness
