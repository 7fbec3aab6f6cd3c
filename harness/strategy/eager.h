// Eager: another strategy, and clients and operators who act on leaders.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "harness/action/action.h"
#include "harness/strategy/random.h"
#include "harness/strategy/strategy.h"
#include "harness/world/world.h"

namespace harness {

// What is done to leaders, beside what the other strategy does to all alike.
// Much of what goes wrong with leaders goes wrong in a narrow window: after an
// election and before the first commit, or between the commit of a successor
// and the first word that its predecessor hears of it. A walk that asks all
// nodes alike seldom hits those.
struct Habits {
  bool writes = false;     // Whoever was just elected gets writes.
  bool changes = false;    // Memberships of few voters are proposed to it; a
                           // joint one often stays for a while.
  bool reads = false;      // Who leads still, of several, is asked to read.
  bool snapshots = false;  // Logs are made short, and snapshots sent again.
  bool any() const { return writes || changes || reads || snapshots; }
  friend bool operator==(const Habits&, const Habits&) = default;
};

// Each of them in one run of `one_in`. REQUIRES: one_in > 0.
Habits DrawHabits(uint64_t one_in, Random& random);

class Eager : public Strategy {
 public:
  Eager(std::unique_ptr<Strategy> strategy, const Habits& habits, Random random)
      : strategy_(std::move(strategy)), habits_(habits), random_(random) {}

  Action Next(const World& world) override;

 private:
  std::optional<Action> Pop();
  void GreetNewLeaders(const World& world);
  void Write(const World& world, raft::NodeId node);
  void Change(const World& world, raft::NodeId node);
  void AskOlderLeader(const World& world);
  void ChangeHalfDone(const World& world);
  void SendAgain(const World& world);
  // One without an open call, or whose call is a read, which is given up first;
  // nothing if all have writes open.
  std::optional<uint64_t> FreeClient(const World& world);
  raft::NodeId DrawLeader(const World& world);

  std::unique_ptr<Strategy> strategy_;
  Habits habits_;
  Random random_;
  uint64_t leaders_ = 0;     // Mask: bit n - 1 is node n.
  std::vector<Action> due_;  // What comes next, the last first.
};

}  // namespace harness
