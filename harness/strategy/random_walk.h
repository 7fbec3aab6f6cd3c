// RandomWalk: each action is drawn by weight, without listing what is enabled.
#pragma once

#include <array>
#include <cstdint>

#include "harness/action/action.h"
#include "harness/strategy/random.h"
#include "harness/world/world.h"

namespace harness {

// How often each verb is drawn, relative to the others.
using Weights = std::array<uint32_t, kVerbs>;

// Weights that let a cluster make progress between faults: messages mostly
// arrive, time passes, and now and then something breaks.
Weights DefaultWeights(const Setup& setup);

// Draws actions that mostly make sense; one that does not costs a no-op.
class RandomWalk {
 public:
  RandomWalk(const Weights& weights, Random random);

  Action Next(const World& world);

 private:
  Verb DrawVerb();
  raft::NodeId DrawNode(const World& world);
  raft::NodeId DrawLeader(const World& world);
  Action DrawMessage(const World& world, Verb verb);
  Action DrawCall(const World& world, Verb verb);
  Action DrawChange(const World& world);

  Weights weights_;
  uint32_t total_ = 0;
  Random random_;
};

}  // namespace harness
