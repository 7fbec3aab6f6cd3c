// Timed: a cluster as it runs in the field: latencies, steady clocks, and
// faults that are rare and last.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/strategy/random.h"
#include "harness/strategy/random_walk.h"
#include "harness/strategy/strategy.h"
#include "harness/world/setup.h"

namespace harness {

// A simulation of discrete events. Each node ticks at its own, nearly equal
// pace; a message arrives after a latency of its link, mostly in order; disks
// take their time; clients think between calls and give up after a while; now
// and then a node crashes, a link or a part of the network is cut, a disk
// stalls, and is well again later. Long stretches are healthy, so elections,
// transfers and membership changes get through to where faults meet them.
class Timed : public Strategy {
 public:
  Timed(const Setup& setup, Random random);
  Action Next(const World& world) override;

 private:
  // In thousandths of a tick.
  using Time = uint64_t;

  struct Link {
    std::vector<Time> due;  // Of each message on it, in their order.
    Time latency = 0;
  };
  struct Node {
    Time pace = 0;     // How long its ticks are.
    Time tick_at = 0;  // The next one.
    Time disk = 0;     // How long its writes take.
    Time sync_at = 0;  // The oldest of them is durable; 0: none waits.
  };
  // Something that ends: a crash, a cut.
  struct Recovery {
    Time at = 0;
    Action action;
  };

  void Watch(const World& world);
  std::optional<Action> Work(const World& world);
  Action Break(const World& world);
  Action Deliver(const World& world, size_t link);
  Action Tick(raft::NodeId node);
  // Around `mean`, from a half to one and a half of it.
  Time Around(Time mean);

  uint64_t total_;
  Time now_ = 0;
  Time call_at_ = 0;
  Time fault_at_ = 0;
  std::vector<Link> links_;  // By sender and receiver.
  std::vector<Node> nodes_;
  std::vector<Recovery> recoveries_;
  Random random_;
  RandomWalk calls_;   // Draws what clients do.
  RandomWalk faults_;  // Draws what breaks.
};

}  // namespace harness
