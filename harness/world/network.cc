#include "harness/world/network.h"

#include <algorithm>
#include <utility>

#include "raft/base/check.h"
#include "raft/core/message_hash.h"

namespace harness {
namespace {

bool Names(const MessageName& name, const raft::Message& message) {
  return message.type == name.type && message.term == name.term &&
         message.index == name.index;
}

}  // namespace

bool Network::Send(raft::NodeId sender, raft::Message&& message) {
  if (!Knows(sender) || !Knows(message.to)) return false;
  Link& link = LinkOf(sender, message.to);
  if (link.cut || link.messages.size() >= capacity_) return false;
  link.messages.push_back(std::move(message));
  ++in_flight_;
  return true;
}

std::optional<size_t> Network::Find(const Link& link,
                                    const MessageName& name) const {
  uint32_t ordinal = 0;
  for (size_t i = 0; i < link.messages.size(); ++i) {
    if (!Names(name, link.messages[i])) continue;
    if (ordinal == name.ordinal) return i;
    ++ordinal;
  }
  return std::nullopt;
}

std::optional<raft::Message> Network::Take(const MessageName& name) {
  if (!Knows(name.from) || !Knows(name.to)) return std::nullopt;
  Link& link = LinkOf(name.from, name.to);
  const auto found = Find(link, name);
  if (!found.has_value()) return std::nullopt;
  const auto place = link.messages.begin() + static_cast<ptrdiff_t>(*found);
  raft::Message message = std::move(*place);
  link.messages.erase(place);
  --in_flight_;
  return message;
}

void Network::Clear() {
  for (Link& link : links_) link.messages.clear();
  in_flight_ = 0;
}

bool Network::Duplicate(const MessageName& name) {
  if (!Knows(name.from) || !Knows(name.to)) return false;
  Link& link = LinkOf(name.from, name.to);
  const auto found = Find(link, name);
  if (!found.has_value() || link.messages.size() >= capacity_) return false;
  raft::Message copy = link.messages[*found];
  link.messages.push_back(std::move(copy));
  ++in_flight_;
  return true;
}

MessageName Network::NameOf(size_t position) const {
  RAFT_CHECK(position < in_flight_, "there are {} messages, not {}", in_flight_,
             position + 1);
  size_t number = 0;
  while (position >= links_[number].messages.size()) {
    position -= links_[number].messages.size();
    ++number;
  }
  return NameOn(number / nodes_ + 1, number % nodes_ + 1, position);
}

MessageName Network::NameOn(raft::NodeId from, raft::NodeId to,
                            size_t position) const {
  const Link& link = LinkOf(from, to);
  RAFT_CHECK(position < link.messages.size(),
             "there are {} messages on the link, not {}", link.messages.size(),
             position + 1);
  const raft::Message& message = link.messages[position];
  MessageName name{.from = from,
                   .to = to,
                   .type = message.type,
                   .term = message.term,
                   .index = message.index};
  for (size_t i = 0; i < position; ++i) {
    if (Names(name, link.messages[i])) ++name.ordinal;
  }
  return name;
}

template <typename Each>
void Network::ForEachBetween(uint64_t mask, const Each& each) const {
  for (raft::NodeId from = 1; from <= nodes_; ++from) {
    for (raft::NodeId to = 1; to <= nodes_; ++to) {
      if (((mask >> (from - 1) ^ mask >> (to - 1)) & 1) != 0) each(from, to);
    }
  }
}

bool Network::WouldPartition(uint64_t mask) const {
  bool would = false;
  ForEachBetween(mask, [&](raft::NodeId from, raft::NodeId to) {
    would |= !IsCut(from, to);
  });
  return would;
}

bool Network::Partition(uint64_t mask) {
  const bool changes = WouldPartition(mask);
  ForEachBetween(mask,
                 [&](raft::NodeId from, raft::NodeId to) { Cut(from, to); });
  return changes;
}

bool Network::AnyCut() const {
  return std::any_of(links_.begin(), links_.end(),
                     [](const Link& link) { return link.cut; });
}

bool Network::HealAll() {
  const bool changes = AnyCut();
  for (Link& link : links_) link.cut = false;
  return changes;
}

bool Network::CarriesChange() const {
  for (const Link& link : links_) {
    for (const raft::Message& message : link.messages) {
      for (const raft::Entry& entry : message.entries) {
        if (entry.type != raft::EntryType::kNormal) return true;
      }
    }
  }
  return false;
}

void Network::AddTo(raft::Fingerprint& fingerprint) const {
  for (size_t i = 0; i < links_.size(); ++i) {
    const Link& link = links_[i];
    if (link.messages.empty() && !link.cut) continue;
    fingerprint.Add(i << 1 | link.cut);
    fingerprint.Add(link.messages.size());
    for (const raft::Message& message : link.messages) {
      raft::AddTo(fingerprint, message);
    }
  }
}

}  // namespace harness
