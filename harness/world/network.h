// Network: the messages in flight between simulated nodes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "raft/base/fingerprint.h"
#include "raft/types.h"

namespace harness {

// How an action names a message: by what it is, not where it lies, so that
// schedules survive cuts and small changes of the code.
struct MessageName {
  raft::NodeId from = raft::kNone;
  raft::NodeId to = raft::kNone;
  raft::MessageType type = raft::MessageType::kHup;
  raft::Term term = 0;
  raft::Index index = 0;
  uint32_t ordinal = 0;  // Among equals on the link, oldest first.
  friend bool operator==(const MessageName&, const MessageName&) = default;
};

// One queue per directed link. Messages are not lost, doubled or reordered
// unless an action says so, but for two rules: what is sent over a cut link or
// a full one is lost.
class Network {
 public:
  // Nodes have the ids [1, nodes].
  Network(size_t nodes, size_t capacity)
      : nodes_(nodes), capacity_(capacity), links_(nodes * nodes) {}

  // Puts the message on the link from `sender`, who may pass on what another
  // node said. Returns false if it is lost.
  bool Send(raft::NodeId sender, raft::Message&& message);
  // Takes the message out; nothing if there is none of this name.
  std::optional<raft::Message> Take(const MessageName& name);
  // Adds a second one behind it; false if there is none or no room.
  bool Duplicate(const MessageName& name);
  // True if one more message fits on the link.
  bool HasRoom(raft::NodeId from, raft::NodeId to) const {
    return LinkOf(from, to).messages.size() < capacity_;
  }

  // Loses all messages.
  void Clear();
  void Cut(raft::NodeId from, raft::NodeId to) { LinkOf(from, to).cut = true; }
  void Heal(raft::NodeId from, raft::NodeId to) {
    LinkOf(from, to).cut = false;
  }
  // The same for all links between `mask` (bit n - 1: node n) and the rest, or
  // for all there are. True if that changed anything.
  bool Partition(uint64_t mask);
  bool HealAll();
  // True if they would.
  bool WouldPartition(uint64_t mask) const;
  bool AnyCut() const;
  bool IsCut(raft::NodeId from, raft::NodeId to) const {
    return LinkOf(from, to).cut;
  }

  // How many messages there are, and the name of one of them, counted over all
  // links. REQUIRES: position < in_flight().
  size_t in_flight() const { return in_flight_; }
  MessageName NameOf(size_t position) const;
  // The name of one on a link, the oldest first. REQUIRES: the ids are in
  // range, and position < On(from, to).size().
  MessageName NameOn(raft::NodeId from, raft::NodeId to, size_t position) const;
  // True if a message in flight holds a membership change.
  bool CarriesChange() const;
  size_t nodes() const { return nodes_; }
  // The messages on one link, oldest first; valid until the network changes.
  // REQUIRES: both ids are in range.
  std::span<const raft::Message> On(raft::NodeId from, raft::NodeId to) const {
    return LinkOf(from, to).messages;
  }

  // A sum over the links.
  void AddTo(raft::Fingerprint& fingerprint) const;
  friend bool operator==(const Network&, const Network&) = default;

 private:
  struct Link {
    std::vector<raft::Message> messages;
    bool cut = false;
    friend bool operator==(const Link&, const Link&) = default;
  };

  // REQUIRES: both ids are in range.
  const Link& LinkOf(raft::NodeId from, raft::NodeId to) const {
    return links_[(from - 1) * nodes_ + to - 1];
  }
  Link& LinkOf(raft::NodeId from, raft::NodeId to) {
    return links_[(from - 1) * nodes_ + to - 1];
  }
  // Calls `each(from, to)` for the links between `mask` and the rest.
  template <typename Each>
  void ForEachBetween(uint64_t mask, const Each& each) const;
  bool Knows(raft::NodeId id) const { return id >= 1 && id <= nodes_; }
  std::optional<size_t> Find(const Link& link, const MessageName& name) const;

  size_t nodes_;
  size_t capacity_;  // Of a link.
  size_t in_flight_ = 0;
  std::vector<Link> links_;
};

}  // namespace harness
