#include "harness/strategy/shape.h"

#include <algorithm>
#include <array>
#include <bit>

#include "raft/base/fingerprint.h"
#include "raft/base/inline_vector.h"
#include "raft/tracker/tracker.h"

namespace harness {
namespace {

constexpr uint64_t kDown = 4;  // After the four roles.

// Packs small numbers into one.
class Packer {
 public:
  Packer& Add(uint64_t value, uint64_t range) {
    packed_ = packed_ * range + std::min(value, range - 1);
    return *this;
  }
  uint64_t Get() const { return packed_; }

 private:
  uint64_t packed_ = 0;
};

Feature MakeFeature(Domain domain, uint64_t number) {
  const uint64_t low = (number ^ number >> 32) & 0xffffffff;
  return static_cast<uint64_t>(domain) << 32 | (low == 0 ? 1 : low);
}

// 0, 1, 2 for 2 and 3, 3 for more.
uint64_t CountClass(uint64_t count) {
  return count < 2 ? count : count < 4 ? 2 : 3;
}

// What is highest among the nodes that are up.
struct Highest {
  raft::Term term = 0;
  raft::NodeId leader = raft::kNone;  // Of that term, if there is one.
  raft::EntryId last;
  raft::Index commit = 0;
};

struct Node {
  const Replica* replica = nullptr;
  invariants::NodeView view;
  raft::EntryId last;
  uint64_t role() const {
    return view.up ? static_cast<uint64_t>(view.role) : kDown;
  }
};

using Nodes = raft::InlineVector<Node, 8>;

Nodes NodesOf(const World& world) {
  Nodes nodes;
  for (raft::NodeId id = 1; id <= world.setup().total(); ++id) {
    const Replica& replica = world.replica(id);
    Node node;
    node.replica = &replica;
    node.view = replica.View();
    if (replica.up()) node.last = replica.LastEntry();
    nodes.push_back(node);
  }
  return nodes;
}

Highest HighestOf(const Nodes& nodes) {
  Highest highest;
  for (const Node& node : nodes) {
    highest.term = std::max(highest.term, node.view.term);
    highest.commit = std::max(highest.commit, node.view.commit);
    highest.last.index = std::max(highest.last.index, node.last.index);
    highest.last.term = std::max(highest.last.term, node.last.term);
  }
  for (const Node& node : nodes) {
    if (node.view.up && node.view.role == raft::Role::kLeader &&
        node.view.term == highest.term) {
      highest.leader = node.replica->id();
    }
  }
  return highest;
}

// 0 nobody, 1 itself, 2 who leads, 3 somebody else.
uint64_t WhoIs(raft::NodeId id, raft::NodeId self, raft::NodeId leader) {
  return id == raft::kNone ? 0 : id == self ? 1 : id == leader ? 2 : 3;
}

// 0 voter, 1 learner, 2 neither; 3 more in a joint configuration.
uint64_t MembershipOf(const Replica& replica) {
  const raft::Configuration& members = replica.configuration();
  const uint64_t part = members.voters.Contains(replica.id())            ? 0
                        : raft::Contains(members.learners, replica.id()) ? 1
                                                                         : 2;
  return part + (members.voters.joint() ? 3 : 0);
}

// How a leader's peers are: how many of them it probes, and how many wait for
// a snapshot.
uint64_t PeersOf(const Replica& replica,
                 std::vector<invariants::PeerView>& peers) {
  peers.clear();
  replica.Peers(peers);
  const uint64_t max_inflight = replica.Limits().max_inflight;
  uint64_t probed = 0;
  uint64_t waiting = 0;
  uint64_t full = 0;
  for (const invariants::PeerView& peer : peers) {
    if (peer.replicates) {
      full += peer.inflight >= max_inflight;
    } else if (peer.awaits_snapshot) {
      ++waiting;
    } else {
      ++probed;
    }
  }
  return Packer().Add(probed, 4).Add(waiting, 3).Add(full, 2).Get();
}

// What the whole needs of a node.
uint64_t CoarseOf(const Node& node, const Highest& highest) {
  if (!node.view.up) return 0;
  return 1 + Packer()
                 .Add(node.role(), 4)
                 .Add(highest.term - node.view.term, 2)
                 .Add(node.last.term < highest.last.term, 2)
                 .Add(highest.last.index - node.last.index, 2)
                 .Add(highest.commit - node.view.commit, 2)
                 .Add(MembershipOf(*node.replica), 6)
                 .Get();
}

uint64_t FineOf(const Node& node, const Highest& highest,
                std::vector<invariants::PeerView>& peers) {
  const invariants::NodeView& view = node.view;
  const Replica& replica = *node.replica;
  if (!view.up) return Packer().Add(replica.unsynced(), 2).Get();
  return 2 + Packer()
                 .Add(node.role(), 4)
                 .Add(highest.term - view.term, 3)
                 .Add(WhoIs(view.vote, replica.id(), highest.leader), 4)
                 .Add(WhoIs(view.lead, replica.id(), highest.leader), 4)
                 .Add(node.last.term < highest.last.term, 2)
                 .Add(highest.last.index - node.last.index, 3)
                 .Add(highest.commit - view.commit, 3)
                 .Add(view.last_index - view.commit, 3)
                 .Add(view.commit - view.applied, 2)
                 .Add(view.first_index > view.last_index, 2)
                 .Add(replica.unsynced(), 3)
                 .Add(MembershipOf(replica), 6)
                 .Add(view.transferee != raft::kNone, 2)
                 .Add(PeersOf(replica, peers), 24)
                 .Get();
}

// How many messages there are of each type, by how their term is to that of
// who will get them (older, the same, newer) and by what they say (yes, no).
class MessageClasses {
 public:
  MessageClasses(const World& world, const Nodes& nodes) {
    const uint64_t total = world.setup().total();
    for (raft::NodeId to = 1; to <= total; ++to) {
      const raft::Term term = nodes[to - 1].view.term;
      for (raft::NodeId from = 1; from <= total; ++from) {
        for (const auto& message : world.network.On(from, to)) {
          Add(message, term);
        }
      }
    }
  }

  void AddTo(std::vector<Feature>& features) const {
    ForEachType([&](size_t type) {
      for (size_t i = 0; i < 2 * kAges; ++i) {
        if (counts_[type][i] == 0) continue;
        const uint64_t number = Packer()
                                    .Add(type, 32)
                                    .Add(i, 2 * kAges)
                                    .Add(CountClass(counts_[type][i]), 4)
                                    .Get();
        features.push_back(MakeFeature(Domain::kMessage, number + 1));
      }
    });
  }

  // Which kinds are there at all: elections, appends, snapshots, transfers;
  // and whether any is of an older term, or says no.
  uint64_t Kinds() const {
    uint64_t kinds = kinds_;
    ForEachType([&](size_t type) {
      kinds |= KindOf(static_cast<raft::MessageType>(type));
    });
    return kinds;
  }

 private:
  void Add(const raft::Message& message, raft::Term term) {
    const uint64_t age = message.term < term ? 0 : message.term == term ? 1 : 2;
    const auto type = static_cast<size_t>(message.type);
    uint8_t& count = counts_[type][age + (message.reject ? kAges : 0)];
    if (count < 4) ++count;  // More makes no difference.
    types_ |= uint32_t{1} << type;
    if (age == 0) kinds_ |= 1;
    if (message.reject) kinds_ |= 2;
  }

  template <typename Each>
  void ForEachType(const Each& each) const {
    for (uint32_t left = types_; left != 0; left &= left - 1) {
      each(static_cast<size_t>(std::countr_zero(left)));
    }
  }

  static uint64_t KindOf(raft::MessageType type) {
    switch (type) {
      case raft::MessageType::kVote:
      case raft::MessageType::kPreVote:
        return 4;
      case raft::MessageType::kVoteResp:
      case raft::MessageType::kPreVoteResp:
        return 8;
      case raft::MessageType::kApp:
        return 16;
      case raft::MessageType::kAppResp:
        return 32;
      case raft::MessageType::kSnap:
        return 64;
      case raft::MessageType::kTimeoutNow:
        return 128;
      default:
        return 0;
    }
  }

  static constexpr size_t kAges = 3;
  std::array<std::array<uint8_t, 2 * kAges>, raft::kMessageTypes> counts_{};
  uint32_t types_ = 0;  // Mask of those that there are.
  uint64_t kinds_ = 0;
};

Feature WholeOf(const Nodes& nodes, const Highest& highest,
                const MessageClasses& messages) {
  raft::InlineVector<uint64_t, 8> parts;
  for (const Node& node : nodes) parts.push_back(CoarseOf(node, highest));
  std::sort(parts.begin(), parts.end());
  raft::Fingerprint whole;
  for (const uint64_t part : parts) whole.Add(part);
  whole.Add(messages.Kinds());
  return MakeFeature(Domain::kWorld, whole.Get());
}

void AddMilestones(const World& world, std::vector<Feature>& features) {
  for (size_t i = 0; i < invariants::kMilestones; ++i) {
    const uint64_t count =
        world.record.milestones.Count(static_cast<invariants::Milestone>(i));
    if (count == 0) continue;
    features.push_back(
        MakeFeature(Domain::kMilestone, i << 2 | CountClass(count)));
  }
}

}  // namespace

void AddFeatures(const World& world, std::vector<Feature>& features) {
  const Nodes nodes = NodesOf(world);
  const Highest highest = HighestOf(nodes);
  std::vector<invariants::PeerView> peers;
  for (const Node& node : nodes) {
    raft::Fingerprint part;
    part.Add(FineOf(node, highest, peers));
    features.push_back(MakeFeature(Domain::kNode, part.Get()));
  }
  const MessageClasses messages(world, nodes);
  messages.AddTo(features);
  AddMilestones(world, features);
  features.push_back(WholeOf(nodes, highest, messages));
}

Feature ShapeOf(const World& world) {
  const Nodes nodes = NodesOf(world);
  return WholeOf(nodes, HighestOf(nodes), MessageClasses(world, nodes));
}

}  // namespace harness
