// Transport: what carries messages from a node to its peers.
#pragma once

#include "raft/types.h"

namespace raft {

// Raft needs little of it: a transport may lose, delay, double and reorder
// messages, and must not change them. Owned by the application; used from the
// thread that drives the node.
class Transport {
 public:
  virtual ~Transport() = default;
  // Sends to `message.to`, without waiting. What cannot be sent is dropped; the
  // node asks again.
  virtual void Send(Message&& message) = 0;
};

}  // namespace raft
