#include "harness/action/change.h"

#include <array>
#include <string>

#include "raft/tracker/tracker.h"

namespace harness {
namespace {

using raft::ConfChangeType;

constexpr auto kTypes = std::to_array<ConfChangeType>(
    {ConfChangeType::kAddNode, ConfChangeType::kRemoveNode,
     ConfChangeType::kAddLearnerNode});

std::optional<raft::ConfChangeV2> SimpleChange(const World& world,
                                               const Action& action) {
  if (!world.Knows(action.peer) || action.option >= kTypes.size()) {
    return std::nullopt;
  }
  const ConfChangeType type = kTypes[action.option];
  if (type != ConfChangeType::kRemoveNode && !world.MayJoin(action.peer)) {
    return std::nullopt;
  }
  raft::ConfChangeV2 change;
  change.changes.push_back({type, action.peer});
  return change;
}

// What a node is, or is to be.
ConfChangeType PartOf(raft::NodeId id, uint64_t voters, uint64_t learners) {
  if ((voters >> (id - 1) & 1) != 0) return ConfChangeType::kAddNode;
  if ((learners >> (id - 1) & 1) != 0) return ConfChangeType::kAddLearnerNode;
  return ConfChangeType::kRemoveNode;
}

ConfChangeType PartOf(raft::NodeId id, const raft::Configuration& members) {
  if (raft::Contains(members.voters.incoming, id)) {
    return ConfChangeType::kAddNode;
  }
  if (raft::Contains(members.learners, id) ||
      raft::Contains(members.learners_next, id)) {
    return ConfChangeType::kAddLearnerNode;
  }
  return ConfChangeType::kRemoveNode;
}

std::optional<raft::ConfChangeV2> Reconfiguration(const World& world,
                                                  const Action& action) {
  const uint64_t voters = action.option;
  const uint64_t learners = action.key;
  const uint64_t total = world.setup().total();
  if (voters == 0 || (voters & learners) != 0 ||
      ((voters | learners) >> total) != 0 ||
      action.nth > static_cast<uint64_t>(Transition::kExplicit)) {
    return std::nullopt;
  }
  raft::ConfChangeV2 change;
  change.transition = static_cast<raft::ConfChangeTransition>(action.nth);
  const raft::Configuration& members =
      world.replica(action.node).configuration();
  for (raft::NodeId id = 1; id <= total; ++id) {
    const ConfChangeType now = PartOf(id, members);
    const ConfChangeType then = PartOf(id, voters, learners);
    if (now == then) continue;
    if (now == ConfChangeType::kRemoveNode && !world.MayJoin(id)) {
      return std::nullopt;
    }
    change.changes.push_back({then, id});
  }
  if (change.changes.empty()) return std::nullopt;
  return change;
}

}  // namespace

std::optional<raft::ConfChangeV2> ChangeOf(const World& world,
                                           const Action& action) {
  switch (action.verb) {
    case Verb::kChange:
      return SimpleChange(world, action);
    case Verb::kReconfigure:
      return Reconfiguration(world, action);
    case Verb::kLeave:
      if (!world.replica(action.node).configuration().voters.joint()) {
        return std::nullopt;
      }
      return raft::ConfChangeV2();
    default:
      return std::nullopt;
  }
}

void Register(World& world, raft::ConfChangeV2& change) {
  for (const auto& [type, id] : change.changes) {
    if (type == ConfChangeType::kRemoveNode) world.NoteLeaving(id);
  }
  uint64_t number = world.NextChange();
  std::string context;
  for (int i = 0; i < 8; ++i, number >>= 8) {
    context += static_cast<char>(number & 0xff);
  }
  change.context = raft::Payload(context);
}

}  // namespace harness
