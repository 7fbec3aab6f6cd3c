// Settle parts: which actions of a settle phase that fails are shown one by
// one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "harness/action/action.h"
#include "harness/world/world.h"
#include "raft/types.h"

namespace harness {

// So many per node at most, heartbeats aside: of a phase of a thousand rounds
// the last ones show why nothing comes of it, and an election takes each node
// about four.
inline constexpr size_t kPartsPerNode = 16;

// What there is to see of an action.
enum class Shows : uint8_t {
  kNothing = 0,  // As of most ticks.
  kBeats = 1,    // Heartbeats or answers to them, and nothing comes of it.
  kMuch = 2,
};

// An action of a settle phase.
struct SettlePart {
  uint64_t round = 0;  // From 1 on; 0: what comes before, as restarts.
  Shows shows = Shows::kNothing;
};

// Takes notes of a settle phase.
class SettleNotes {
 public:
  explicit SettleNotes(const World& start);

  // To be called after each of its actions.
  void Note(const World& now, const Action& action);

  // Something fell in the last one: it shows, whatever it did.
  void ShowLast() { parts_.back().shows = Shows::kMuch; }

  const std::vector<SettlePart>& parts() const { return parts_; }
  // The first action that is shown, as a position in parts(): one that begins a
  // round, unless the rounds are very long.
  size_t FirstShown() const;

 private:
  // All that is shown of a node; a clock, say, is not.
  struct Look {
    bool up = false;
    raft::Role role = raft::Role::kFollower;
    raft::Term term = 0;
    raft::NodeId vote = raft::kNone;
    raft::NodeId lead = raft::kNone;
    raft::Index first = 0;
    raft::Index last = 0;
    raft::Index commit = 0;
    raft::Index applied = 0;
    size_t unsynced = 0;
    friend bool operator==(const Look&, const Look&) = default;
  };
  // And of what is between them.
  struct Traffic {
    size_t beats = 0;  // In flight.
    size_t others = 0;
    uint64_t lost = 0;
    size_t open_calls = 0;
    friend bool operator==(const Traffic&, const Traffic&) = default;
  };
  Shows ShownBy(const World& now, const Action& action);
  static Look LookAt(const World& world, raft::NodeId node);
  static Traffic TrafficOf(const World& world);

  std::vector<SettlePart> parts_;
  std::vector<Look> looks_;  // By id - 1.
  Traffic traffic_;
  uint64_t no_ops_ = 0;
  uint64_t round_ = 0;
  raft::NodeId ticked_ = raft::kNone;  // The last one; kNone: none yet.
};

}  // namespace harness
