// What an invariant sees beside the nodes: what the harness did, how it settled
// them, and what clients were told.
#pragma once

#include <cstdint>
#include <string>

#include "raft/types.h"

namespace invariants {

// What the harness itself did, for the milestones.
enum class Event : uint8_t {
  kReadRefused,          // A node that knows no leader refused a read.
  kProposalDropped,      // A node refused a proposal.
  kUnsyncedLost,         // A crash took what was not synced.
  kDiskFailed,           // A write failed.
  kChangeRefused,        // A membership change was made before, or overtaken.
  kRepeatedCommand,      // A command came a second time.
  kSnapshotReported,     // A leader heard that its snapshot did not arrive.
  kCampaignForced,       // A node was told to campaign, and did.
  kUnreachableReported,  // A leader heard that a message was lost.
  kLeaderForgotten,      // A follower forgot its leader.
};

// How a settle phase ended.
struct Settled {
  uint64_t rounds = 0;  // In each of which every node ticked once.
  uint64_t bound = 0;   // How many it could have had.
  std::string missing;  // One line; empty if all that is demanded was there.
};

// A client's call that was answered in this step.
struct Answer {
  uint64_t client = 0;
  uint64_t sequence = 0;
  bool is_read = false;
  // What the answer rests on: for a write, the index of its entry; for a read,
  // how far the state machine that answered had applied the log.
  raft::Index index = 0;
};

}  // namespace invariants
