#include "harness/action/core.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

#include "harness/action/work.h"

namespace harness {
namespace {

using Memberships = std::vector<raft::ConfState>;

uint64_t BitOf(raft::NodeId id) { return uint64_t{1} << (id - 1); }

bool IsQuorum(const raft::IdList& voters, uint64_t mask) {
  size_t there = 0;
  for (const raft::NodeId id : voters) there += (mask & BitOf(id)) != 0;
  return there > voters.size() / 2;
}

// Of both halves, where there are two.
bool HasQuorum(const raft::ConfState& membership, uint64_t mask) {
  const raft::IdList& outgoing = membership.voters_outgoing;
  return (membership.voters.empty() || IsQuorum(membership.voters, mask)) &&
         (outgoing.empty() || IsQuorum(outgoing, mask));
}

// Lets a node hand out what it has to say; false if something falls.
bool DoAllWork(World& world, raft::NodeId id, Doer& doer) {
  for (int i = 0; i < 1000; ++i) {
    const std::optional<Verb> work = OldestWork(world.replica(id));
    if (!work) return true;
    if (doer.Apply(world, {.verb = *work, .node = id})) return false;
  }
  return false;
}

// The first membership change that a node has not applied. REQUIRES: there is
// one.
raft::Index FirstUnapplied(const Replica& replica) {
  raft::Index index = replica.View().applied + 1;
  while (replica.ChangesIn(index, index + 1) == 0) ++index;
  return index;
}

// True if a node has applied all changes in its log but for one that another
// node has: the memberships before and after it are then those of the two.
bool OthersShowTheRest(const World& world, const Replica& replica) {
  const uint64_t changes = replica.UnappliedChanges();
  if (changes != 1) return changes == 0;
  const raft::Index index = FirstUnapplied(replica);
  for (raft::NodeId id = 1; id <= world.setup().total(); ++id) {
    const Replica& other = world.replica(id);
    if (other.up() && other.View().applied >= index &&
        other.TermAt(index) == replica.TermAt(index)) {
      return true;
    }
  }
  return false;
}

// Of all nodes, those included that are down now. Nothing if there may be
// others that no node has applied.
std::optional<Memberships> MembershipsOf(const World& world, Doer& doer) {
  if (world.network.CarriesChange()) return std::nullopt;
  World all = world;
  const uint64_t total = all.setup().total();
  // Nothing is lost of what they say: the phase will heal the links.
  all.network = Network(total, std::numeric_limits<size_t>::max());
  for (raft::NodeId id = 1; id <= total; ++id) {
    const Action restart{.verb = Verb::kRestart, .node = id};
    if (doer.Apply(all, restart) || !DoAllWork(all, id, doer)) {
      return std::nullopt;
    }
  }
  // Nor one that is on its way into a log.
  if (all.network.CarriesChange()) return std::nullopt;
  Memberships memberships;
  for (raft::NodeId id = 1; id <= total; ++id) {
    const Replica& replica = all.replica(id);
    if (!replica.up()) continue;
    const auto membership = replica.NodeMembership();
    if (!membership || !OthersShowTheRest(all, replica)) return std::nullopt;
    memberships.push_back(*membership);
  }
  return memberships;
}

// What is wished for a node.
Fault WishFor(const World& world, const SettleOption& option,
              raft::NodeId id) {
  if (option.settling == Settling::kLasting) return option.faults[id - 1];
  const bool stays_down =
      option.settling == Settling::kQuorum && !world.replica(id).up();
  return stays_down ? Fault::kDown : Fault::kNone;
}

bool IsHeard(Fault fault) {
  return fault == Fault::kNone || fault == Fault::kDeaf ||
         fault == Fault::kFrayed;
}

// True if everybody who is heard steps down without a quorum, and ends no term
// without one.
bool AllHeardArePeaceful(const Setup& setup, const Outside& outside) {
  const uint64_t peaceful = setup.check_quorum & setup.pre_vote;
  for (raft::NodeId id = 1; id <= setup.total(); ++id) {
    const bool is_peaceful = (peaceful & BitOf(id)) != 0;
    if (IsHeard(outside.faults[id - 1]) && !is_peaceful) return false;
  }
  return setup.jitter != 0;
}

// Itself and the nodes with which it is connected both ways.
uint64_t ConnectedWith(const World& world, const Outside& outside,
                       raft::NodeId id) {
  const auto severed = [&](raft::NodeId from, raft::NodeId to) {
    return Severs(outside, from, to, world.network.IsCut(from, to));
  };
  uint64_t mask = BitOf(id);
  for (raft::NodeId peer = 1; peer <= world.setup().total(); ++peer) {
    if (peer == id || outside.faults[peer - 1] == Fault::kDown) continue;
    if (!severed(id, peer) && !severed(peer, id)) mask |= BitOf(peer);
  }
  return mask;
}

void MakeFair(const World& world, const Memberships& memberships,
              Outside& outside) {
  const uint64_t total = world.setup().total();
  const bool peaceful = AllHeardArePeaceful(world.setup(), outside);
  for (raft::NodeId id = 1; id <= total; ++id) {
    Fault& fault = outside.faults[id - 1];
    const bool leads = fault == Fault::kFrayed &&
                       std::any_of(memberships.begin(), memberships.end(),
                                   [&](const raft::ConfState& membership) {
                                     return HasQuorum(
                                         membership,
                                         ConnectedWith(world, outside, id));
                                   });
    const bool disturbs = fault == Fault::kDeaf || fault == Fault::kFrayed;
    if (disturbs && (leads || !peaceful)) fault = Fault::kCutOff;
    outside.deaf |= fault == Fault::kDeaf;
    outside.frayed |= fault == Fault::kFrayed;
  }
}

}  // namespace

Outside ChooseOutside(const World& world, const SettleOption& option,
                      Doer& doer) {
  Outside outside;
  if (option.settling == Settling::kAll) return outside;
  const auto memberships = MembershipsOf(world, doer);
  if (!memberships) return outside;
  const uint64_t total = world.setup().total();
  uint64_t core = (uint64_t{1} << total) - 1;
  for (raft::NodeId id = total; id >= 1; --id) {
    const Fault wish = WishFor(world, option, id);
    const uint64_t fewer = core & ~BitOf(id);
    const auto suffices = [fewer](const raft::ConfState& membership) {
      return HasQuorum(membership, fewer);
    };
    if (wish == Fault::kNone ||
        !std::all_of(memberships->begin(), memberships->end(), suffices)) {
      continue;
    }
    core = fewer;
    outside.faults[id - 1] = wish;
  }
  MakeFair(world, *memberships, outside);
  return outside;
}

bool Severs(const Outside& outside, raft::NodeId from, raft::NodeId to,
            bool was_cut) {
  const Fault sender = outside.faults[from - 1];
  const Fault receiver = outside.faults[to - 1];
  if (sender == Fault::kMute || sender == Fault::kCutOff) return true;
  if (receiver == Fault::kDeaf || receiver == Fault::kCutOff) return true;
  return was_cut && (sender == Fault::kFrayed || receiver == Fault::kFrayed);
}

}  // namespace harness
