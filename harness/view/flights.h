// Flights: follows every message from where it was sent to where it ended.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/view/frames.h"
#include "harness/view/shown_entries.h"
#include "harness/world/world.h"

namespace harness {

// Knows messages by comparing the network before and after each step, so it
// needs to know no verb but those that name one message.
class Flights {
 public:
  // REQUIRES: the pools outlive this.
  Flights(size_t nodes, Frames& frames, ShownEntries& entries)
      : links_(nodes * nodes), frames_(frames), entries_(entries) {}

  // Adds to the last step of the frames what was sent in it and what ended.
  // REQUIRES: its action led from `before` to `after`, and it says which nodes
  // that touched.
  void Follow(const World& before, const World& after);

 private:
  // Positions in Frames::messages, oldest first.
  using Link = std::vector<size_t>;

  void FollowLink(const World& before, const World& after, raft::NodeId from,
                  raft::NodeId to);
  void FollowLost(const World& before, const World& after);
  size_t Add(const raft::Message& message, raft::NodeId from, raft::NodeId to);
  void End(size_t message, Fate fate);
  Fate FateAt(raft::NodeId to, const World& after) const;

  std::vector<Link> links_;
  Frames& frames_;
  ShownEntries& entries_;
};

}  // namespace harness
