// Loopback: a transport between nodes of one thread.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <set>

#include "raft/transport/transport.h"
#include "raft/types.h"

namespace raft {

// Delivers everything once, in the order in which it was sent, when it is asked
// to. Not safe for use by several threads at once.
class Loopback : public Transport {
 public:
  // Messages to other nodes than those that joined are dropped.
  void Join(NodeId id) { members_.insert(id); }
  void Leave(NodeId id) { members_.erase(id); }

  void Send(Message&& message) override;
  // The oldest message in flight, or nothing.
  std::optional<Message> Receive();
  size_t dropped() const { return dropped_; }

 private:
  std::set<NodeId> members_;
  std::deque<Message> messages_;
  size_t dropped_ = 0;
};

}  // namespace raft
