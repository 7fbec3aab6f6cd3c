// Badges: what a step did to a node, in a few letters each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/view/frames.h"
#include "raft/types.h"

namespace harness {

struct Badge {
  std::string text;       // `leader T3`, `votes 2`, `+4..5`, `−4`, `✓5`.
  std::string_view kind;  // What it is about; the page gives it a colour.
  friend bool operator==(const Badge&, const Badge&) = default;
};

// How a node's log changed in a step, as far as it is shown.
struct LogChange {
  std::vector<size_t> removed;  // Positions in Frames::entries, in order.
  std::vector<size_t> added;
  raft::Index compacted =
      0;  // The log begins after this one now; 0: as before.
};

// REQUIRES: the node is up before and after the step, and step >= 1.
LogChange LogChangeOf(const Frames& frames, uint64_t step, raft::NodeId node);

// REQUIRES: step >= 1.
std::vector<Badge> BadgesOf(const Frames& frames, uint64_t step,
                            raft::NodeId node);

}  // namespace harness
