#include "harness/action/change.h"

#include <algorithm>
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
  const bool names_nobody = action.peer == raft::kNone;
  if ((!world.Knows(action.peer) && !names_nobody) ||
      action.option >= kTypes.size()) {
    return std::nullopt;
  }
  const ConfChangeType type = kTypes[action.option];
  if (type != ConfChangeType::kRemoveNode && !names_nobody &&
      !world.MayJoin(action.peer)) {
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
  if ((voters & learners) != 0 ||
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

bool SomebodyAppendsAll(const Setup& setup) {
  return setup.disable_conf_change_validation != 0;
}

// Where somebody appends all that it is asked for, only leaders are asked: a
// proposal that is passed on can arrive late, or twice.
bool MayBeAsked(const World& world, raft::NodeId node) {
  const Setup& setup = world.setup();
  if (!SomebodyAppendsAll(setup) || setup.overlapping_changes != 0) return true;
  const Replica& replica = world.replica(node);
  if (!replica.leads()) return false;
  return !MustNotOverlap(world, node) || replica.UnappliedChanges() == 0;
}

}  // namespace

bool HoldChanges(std::span<const raft::Entry> entries) {
  return std::any_of(entries.begin(), entries.end(), [](const auto& entry) {
    return entry.type != raft::EntryType::kNormal;
  });
}

bool MustNotOverlap(const World& world, raft::NodeId node) {
  const Setup& setup = world.setup();
  return setup.overlapping_changes == 0 &&
         (setup.disable_conf_change_validation >> (node - 1) & 1) != 0;
}

std::optional<raft::ConfChangeV2> ChangeOf(const World& world,
                                           const Action& action) {
  if (!MayBeAsked(world, action.node)) return std::nullopt;
  switch (action.verb) {
    case Verb::kChange:
      return SimpleChange(world, action);
    case Verb::kReconfigure:
      return Reconfiguration(world, action);
    case Verb::kLeave:
      // Who appends all that it is asked for appends that, too.
      if (!world.replica(action.node).configuration().voters.joint() &&
          !SomebodyAppendsAll(world.setup())) {
        return std::nullopt;
      }
      return raft::ConfChangeV2();
    default:
      return std::nullopt;
  }
}

void Register(World& world, raft::ConfChangeV2& change) {
  for (const auto& [type, id] : change.changes) {
    if (type == ConfChangeType::kRemoveNode && id != raft::kNone) {
      world.NoteLeaving(id);
    }
  }
  uint64_t number = world.NextChange();
  std::string context;
  for (int i = 0; i < 8; ++i, number >>= 8) {
    context += static_cast<char>(number & 0xff);
  }
  change.context = raft::Payload(context);
}

}  // namespace harness
