// Turns: a few nodes at a time are alone with one another.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/strategy/random.h"
#include "harness/strategy/random_walk.h"
#include "harness/strategy/strategy.h"
#include "harness/world/network.h"
#include "harness/world/setup.h"
#include "harness/world/world.h"

namespace harness {

// Each turn has a cast: a group of nodes that hear one another and do their
// work, one of them that wants to lead, and those of them whom logs reach. What
// is for others waits or is lost; what is theirs to do waits, in most turns. A run has few casts, which
// take turns, so leaders follow one another of whom few know, and logs that few
// have come back when those get a turn again (as in figure 8 of the paper). A
// walk in which all hear one another alike takes far longer to do that. Where
// a membership is joint, its halves often part. Time, clients and faults come
// between, by weights drawn for the run.
class Turns : public Strategy {
 public:
  Turns(const Setup& setup, Random random);
  Action Next(const World& world) override;

  // Whose turn it is. Bit n - 1: node n.
  uint64_t group() const { return now_.group; }

 private:
  struct Cast {
    raft::NodeId first = raft::kNone;  // Who wants to lead.
    uint64_t group = 0;                // Masks: bit n - 1 is node n.
    uint64_t logs = 0;                 // Who of the group gets what is large.
  };

  uint64_t DrawLogs(uint64_t group, uint64_t total);
  uint64_t DrawApplies(const World& world);
  void DrawAlongJoint(const World& world);
  bool Parts(const World& world);
  Cast DrawCast(uint64_t total);
  void Begin(const World& world);
  // One that may arrive; nothing if there is none on the link.
  std::optional<MessageName> Pick(const World& world, raft::NodeId from,
                                  raft::NodeId to);
  void FindFlow(const World& world);

  Random random_;
  RandomWalk others_;
  uint64_t left_ = 0;            // Actions of this turn.
  std::vector<Action> opening_;  // What the turn begins with, the last first.
  bool in_order_;                // Whether messages of a link are.
  bool cuts_;  // Whether what is for others is lost; else it waits.
  std::vector<Cast> casts_;
  Cast now_;
  uint64_t applies_ = 0;     // Mask: who applies what is committed.
  bool others_work_ = false;  // Whether those who are not in the group do.
  bool parted_ = false;    // See Parts, at the last look.
  std::vector<Action> flow_;  // What the group can do, for reuse.
};

}  // namespace harness
