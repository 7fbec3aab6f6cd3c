#include "invariants/quorum_is_checked.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "invariants/remember.h"

namespace invariants {
namespace {

// True if more than half of the voters, or all of none, were heard from.
bool HasQuorum(std::span<const raft::NodeId> voters, const Step& step) {
  const uint64_t heard = step.memory->heard | uint64_t{1} << (step.node & 63);
  const auto count = std::ranges::count_if(voters, [&](raft::NodeId id) {
    return (heard >> (id & 63) & 1) != 0;
  });
  return voters.empty() || static_cast<size_t>(count) > voters.size() / 2;
}

}  // namespace

std::optional<Violation> QuorumIsChecked(const Step& step,
                                         const Ghost& /*ghost*/) {
  const NodeView& before = step.before;
  const NodeView& after = step.after;
  if (step.ticks == 0 || !step.checks_quorum || !after.up ||
      before.role != raft::Role::kLeader || before.term != after.term) {
    return std::nullopt;
  }
  const bool stays = after.role == raft::Role::kLeader;
  const bool is_due = step.memory->timer + step.ticks >= step.election_tick;
  if (stays && !is_due) return std::nullopt;
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
