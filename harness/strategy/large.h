// Large: messages that carry what a log or a state machine holds.
#pragma once

#include "raft/types.h"

namespace harness {

// Logs differ most where these reach few and all others, votes and heartbeats
// above all, pass them.
inline bool IsLarge(raft::MessageType type) {
  return type == raft::MessageType::kApp || type == raft::MessageType::kSnap;
}

}  // namespace harness
