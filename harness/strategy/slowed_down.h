// SlowedDown: another strategy in a cluster of which parts are slow.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "harness/action/action.h"
#include "harness/strategy/random.h"
#include "harness/strategy/strategy.h"
#include "harness/world/world.h"

namespace harness {

// How a link carries what is on it.
enum class Pace : uint8_t {
  kFull,
  kSlow,
  kSlowIfLarge,  // Appends and snapshots: votes and heartbeats pass them.
};

// What seldom does its work and falls behind: a sick disk, a thread that
// starves, a link that holds back what it carries.
struct Slow {
  // The node that is slow at a verb; kNone if none is. For work (work.h).
  std::array<raft::NodeId, kVerbs> nodes{};
  std::vector<Pace> links;  // By (from - 1) * total + to - 1; empty: all kFull.
  bool any() const { return nodes != decltype(nodes){} || !links.empty(); }
  // What is slow does its work once in so many times that it could.
  uint64_t one_in = 32;
  friend bool operator==(const Slow&, const Slow&) = default;
};

// Each kind of it in one run of three.
Slow DrawSlow(const Setup& setup, Random& random);

// What the other strategy wants of something slow happens once in many times;
// else it is asked for something else, and where it insists, time passes.
class SlowedDown : public Strategy {
 public:
  SlowedDown(std::unique_ptr<Strategy> strategy, Slow slow, Random random);

  Action Next(const World& world) override;

 private:
  bool IsSlow(const World& world, const Action& action) const;

  std::unique_ptr<Strategy> strategy_;
  Slow slow_;
  Random random_;
};

}  // namespace harness
