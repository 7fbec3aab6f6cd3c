#include "invariants/quorum_is_checked.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace invariants {
namespace {

// True if more than half of the voters, or all of none, were heard from.
bool HasQuorum(std::span<const raft::NodeId> voters, const Step& step) {
  size_t heard = 0;
  for (const PeerView& peer : step.peers_before) {
    const bool votes =
        std::find(voters.begin(), voters.end(), peer.id) != voters.end();
    heard += votes && (peer.active || peer.id == step.node) ? 1 : 0;
  }
  return voters.empty() || heard > voters.size() / 2;
}

}  // namespace

std::optional<Violation> QuorumIsChecked(const Step& step,
                                         const Ghost& /*ghost*/) {
  const NodeView& before = step.before;
  const NodeView& after = step.after;
  if (!step.ticked || !step.checks_quorum || !after.up ||
      before.role != raft::Role::kLeader || before.term != after.term) {
    return std::nullopt;
  }
  const bool stays = after.role == raft::Role::kLeader;
  // Ticks go up until the check, which starts them anew.
  if (stays && after.election_elapsed > before.election_elapsed) {
    return std::nullopt;
  }
  if (stays ==
      (HasQuorum(step.voters, step) && HasQuorum(step.voters_outgoing, step))) {
    return std::nullopt;
  }
  return Violation{
      "quorum_is_checked",
      fmt::format("leader {} of term {} {}", step.node, before.term,
                  stays ? "stays, though it heard from no quorum"
                        : "steps down, though it heard from a quorum")};
}

}  // namespace invariants
