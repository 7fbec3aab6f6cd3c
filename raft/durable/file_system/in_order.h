// One step after the other, as long as they succeed.
#pragma once

#include "raft/base/error.h"

namespace raft::durable {

// Calls `steps`, which return Result<void>, in their order until one fails.
// Returns that failure; else what the last one returned.
template <typename... Steps>
Result<void> InOrder(const Steps&... steps) {
  Result<void> done;
  (void)((done = steps()).has_value() && ...);
  return done;
}

}  // namespace raft::durable
