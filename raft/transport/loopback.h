// Loopback: a transport between nodes of one thread.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <set>

#include "raft/transport/transport.h"
#include "raft/types.h"

namespace raft {

// Holds what was sent until it is received: each message once, in the order of
// sending, and so in order on every link. Nothing arrives by itself; whoever
// drives the nodes receives, and steps the node that a message is for. All its
// nodes send through the one object. Not safe for use by several threads.
class Loopback : public Transport {
 public:
  // From now on messages to `id` arrive; without, or after Leave, they are
  // dropped, those in flight as well.
  void Join(NodeId id) { members_.insert(id); }
  void Leave(NodeId id);

  void Send(Message&& message) override;
  // The oldest message in flight, or nothing.
  std::optional<Message> Receive();
  // True if nothing is in flight.
  bool empty() const { return messages_.empty(); }
  // How many messages were dropped, ever.
  size_t dropped() const { return dropped_; }

 private:
  std::set<NodeId> members_;
  std::deque<Message> messages_;  // All to members.
  size_t dropped_ = 0;
};

}  // namespace raft
