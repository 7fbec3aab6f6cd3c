// RandomWalk: each action is drawn by weight, without listing what is enabled.
#pragma once

#include <array>
#include <cstdint>

#include "harness/action/action.h"
#include "harness/strategy/random.h"
#include "harness/strategy/strategy.h"
#include "harness/world/world.h"

namespace harness {

// How often each verb is drawn, relative to the others.
using Weights = std::array<uint32_t, kVerbs>;

// Weights that let a cluster make progress between faults: messages mostly
// arrive, time passes, and now and then something breaks.
Weights DefaultWeights(const Setup& setup);

// Each verb is up to 16 times more or 32 times less likely than by default, or
// now and then does not happen at all, so that some run does much of anything
// and little of what undoes it (swarm testing: Groce et al., 2012).
Weights DrawWeights(const Setup& setup, Random& random);

// For where something else decides which messages arrive and who does its work.
Weights WithoutFlow(Weights weights);

// Draws actions that mostly make sense; one that does not costs a no-op.
class RandomWalk : public Strategy {
 public:
  RandomWalk(const Weights& weights, Random random);

  Action Next(const World& world) override;

  // True if the verb does nothing at a node that has no work for it.
  static bool NeedsBusy(Verb verb);
  // True if such a verb has something to do at this node.
  static bool IsBusy(const World& world, const Replica& replica, Verb verb);

 private:
  Verb DrawVerb();
  Action Draw(const World& world, Verb verb);
  raft::NodeId DrawNode(const World& world);
  raft::NodeId DrawLeader(const World& world);
  raft::NodeId DrawBusy(const World& world, Verb verb);
  Action DrawCall(const World& world, Verb verb);
  raft::NodeId DrawChanger(const World& world);
  Action DrawChange(const World& world);
  Action DrawReconfiguration(const World& world);
  Action DrawBatch(const World& world);
  Action DrawReport(const World& world, raft::NodeId node);

  Weights weights_;
  uint32_t total_ = 0;
  Random random_;
};

}  // namespace harness
