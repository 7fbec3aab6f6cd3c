// Batch: what a kBatch proposes in one message.
#pragma once

#include <optional>
#include <vector>

#include "harness/action/action.h"
#include "harness/world/world.h"
#include "raft/types.h"

namespace harness {

// A part of a batch: the call of a client, or a membership change.
struct BatchPart {
  uint64_t client = 0;  // 0: it is a change.
  raft::ConfChangeV2 change;
};

// The parts, calls and changes by turns, a call first; nothing if the batch
// makes no sense: if it is empty, names a client that reads, or asks for a
// change that makes none (see ChangeOf). A client without a call is to begin
// one.
std::optional<std::vector<BatchPart>> PartsOf(const World& world,
                                              const Action& action);

// The batch without those of its clients and changes that make no sense. It
// may be empty then.
Action Fitting(const World& world, Action action);

}  // namespace harness
