// Rounds: time that passes in a settle phase, everybody's alike.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "harness/action/core.h"
#include "harness/action/doer.h"
#include "harness/world/world.h"
#include "invariants/view.h"

namespace harness {

// So many actions in a round are no work but two nodes that answer each other
// for ever: whole phases of sound clusters have some three hundred on average.
inline constexpr uint64_t kActionsInRound = 100000;

// Whom a settle phase tells of its actions, and who may end it.
struct SettleWatch {
  std::function<void(const World&, const Action&)> each;  // May be empty.
  const std::atomic<bool>* interrupted = nullptr;         // Null: nobody.
};

// Makes rounds happen. All that it is given must outlive it.
class Rounds {
 public:
  Rounds(World& world, const Outside& outside, Doer& doer,
         const SettleWatch& watch)
      : world_(world), outside_(outside), doer_(doer), watch_(watch) {}

  // Makes an action happen, unless the phase is over.
  void Do(const Action& action);
  // A round: every node ticks once, and after each tick everything that is sent
  // or waits is done at once. Then snapshots that were lost in the core are
  // reported and made anew, a removed leader is stopped, and clients ask again.
  // Calls `after_tick`, if there is one, between two nodes' ticks; when it
  // returns true the round ends there.
  void Pass(const std::function<bool()>& after_tick = nullptr);
  // Does all work that there is, and delivers everything, the oldest first,
  // until nothing is left. A round in which that takes more than
  // kActionsInRound is a storm.
  void Drain();

  // True once something fell, a storm broke out or somebody interrupted.
  bool over() const;
  // What ended it, or nothing.
  const std::optional<invariants::Violation>& violation() const {
    return violation_;
  }
  bool interrupted() const;
  // That a storm broke out, in words; empty if none did.
  std::string Storm() const;

  uint64_t passed() const { return passed_; }
  // A new write was asked for.
  bool wrote() const { return wrote_; }
  // The node of the core that leads the latest term; kNone: nobody leads.
  raft::NodeId Leader() const;

 private:
  void StopIfRemoved(raft::NodeId leader);
  void ReportLostSnapshots(raft::NodeId leader);
  void Ask(raft::NodeId leader);

  World& world_;
  const Outside& outside_;
  Doer& doer_;
  const SettleWatch& watch_;
  std::optional<invariants::Violation> violation_;
  uint64_t passed_ = 0;
  uint64_t actions_ = 0;         // In this round.
  uint64_t removed_rounds_ = 0;  // In which a removed node led.
  bool wrote_ = false;
  bool storm_ = false;
};

// Calls `each(id)` for the nodes that are up.
template <typename Each>
void ForEachUp(const World& world, const Each& each) {
  for (raft::NodeId id = 1; id <= world.setup().total(); ++id) {
    if (world.replica(id).up()) each(id);
  }
}

}  // namespace harness
