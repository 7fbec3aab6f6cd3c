#include "raft/transport/loopback.h"

#include <utility>

namespace raft {

void Loopback::Leave(NodeId id) {
  members_.erase(id);
  dropped_ += std::erase_if(
      messages_, [id](const Message& message) { return message.to == id; });
}

void Loopback::Send(Message&& message) {
  if (!members_.contains(message.to)) {
    ++dropped_;
    return;
  }
  messages_.push_back(std::move(message));
}

std::optional<Message> Loopback::Receive() {
  if (messages_.empty()) return std::nullopt;
  Message message = std::move(messages_.front());
  messages_.pop_front();
  return message;
}

}  // namespace raft
