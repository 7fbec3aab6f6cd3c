#include "harness/action/look_at.h"

#include <fmt/format.h>

#include <exception>
#include <vector>

#include "raft/base/fingerprint.h"

namespace harness {
namespace {

constexpr std::string_view kLook = "a look at all that it says";

// What is asked of nodes that are down, too.
void AskAny(const Replica& replica) {
  (void)replica.View();
  (void)replica.Durable();
  (void)replica.DurableHardState();
  (void)replica.Limits();
  (void)replica.HoldsLease();
  (void)replica.Promises();
  (void)replica.LogEnd();
  (void)replica.StateHash();
  (void)replica.TicksToTimeout();
  (void)replica.TicksToBeat();
  (void)replica.HasWork();
  (void)replica.CanTake();
  (void)replica.CanSync();
  (void)replica.CanHear();
  (void)replica.CanApply();
  (void)replica.CanCompact();
  (void)replica.unsynced();
  (void)replica.Describe();
  std::vector<invariants::PeerView> peers;
  replica.Peers(peers);
  raft::Fingerprint fingerprint;
  replica.AddAllTo(fingerprint);
}

void AskUp(const Replica& replica) {
  const invariants::NodeView view = replica.View();
  (void)replica.membership();
  (void)replica.NodeMembership();
  (void)replica.UnappliedChanges();
  (void)replica.ApplyingBytes();
  (void)replica.InLease();
  (void)replica.LastEntry();
  (void)replica.configuration();
  (void)replica.TellsOldLeader(replica.id(), view.term);
  (void)replica.CountsVoteOf(replica.id());
  (void)replica.DurableTermAt(replica.UnstableFrom() - 1);
  (void)replica.TermAt(view.commit);
  raft::EntryList entries;
  replica.Entries(view.first_index, view.last_index + 1, entries);
}

}  // namespace

std::optional<std::string> WhatThrows(const Replica& replica) {
  try {
    AskAny(replica);
    if (replica.up()) AskUp(replica);
  } catch (const std::exception& thrown) {
    return thrown.what();
  }
  return std::nullopt;
}

std::optional<invariants::Violation> LookAtAll(const World& world) {
  for (raft::NodeId id = 1; id <= world.setup().total(); ++id) {
    if (const auto text = WhatThrows(world.replica(id))) {
      return Thrown(id, *text, kLook);
    }
  }
  return std::nullopt;
}

void BreakWhatThrows(World& world) {
  for (raft::NodeId id = 1; id <= world.setup().total(); ++id) {
    if (const auto text = WhatThrows(world.replica(id))) world.Break(id, *text);
  }
}

invariants::Violation Thrown(raft::NodeId node, std::string_view text,
                             std::string_view who) {
  const std::string whose =
      node == raft::kNone ? std::string() : fmt::format("node {}: ", node);
  return {"no_panic", fmt::format("{}{}, thrown to {}", whose, text, who)};
}

invariants::Violation ThrownBetween(const World& world, std::string_view text,
                                    std::string_view who) {
  if (auto violation = LookAtAll(world)) return *violation;
  return Thrown(raft::kNone, text, who);
}

}  // namespace harness
