#include "harness/action/enabled.h"

namespace harness {
namespace {

constexpr uint64_t kCommandKinds = 3;  // Put, delete, compare-and-set.

void AddMessages(const World& world, std::vector<Action>& actions) {
  for (size_t i = 0; i < world.network.in_flight(); ++i) {
    const MessageName name = world.network.NameOf(i);
    actions.push_back(Action::About(Verb::kDeliver, name));
    actions.push_back(Action::About(Verb::kDrop, name));
    if (world.network.HasRoom(name.from, name.to)) {
      actions.push_back(Action::About(Verb::kDuplicate, name));
    }
  }
}

void AddLinks(const World& world, std::vector<Action>& actions) {
  const uint64_t nodes = world.setup().total();
  for (raft::NodeId from = 1; from <= nodes; ++from) {
    for (raft::NodeId to = 1; to <= nodes; ++to) {
      const bool cut = world.network.IsCut(from, to);
      actions.push_back(
          {.verb = cut ? Verb::kHeal : Verb::kCut, .node = from, .peer = to});
    }
  }
}

void AddChanges(const World& world, raft::NodeId node,
                std::vector<Action>& actions) {
  for (raft::NodeId peer = 1; peer <= world.setup().total(); ++peer) {
    for (const Change change :
         {Change::kAddVoter, Change::kRemove, Change::kAddLearner}) {
      if (change != Change::kRemove && !world.MayJoin(peer)) continue;
      actions.push_back({.verb = Verb::kChange,
                         .node = node,
                         .peer = peer,
                         .option = static_cast<uint64_t>(change)});
    }
  }
}

void AddNode(const World& world, raft::NodeId node,
             std::vector<Action>& actions) {
  const Replica& replica = world.replica(node);
  if (!replica.up()) {
    if (!replica.broken()) {
      actions.push_back({.verb = Verb::kRestart, .node = node});
    }
    return;
  }
  const auto add_ticks = [&](Verb verb, uint64_t ticks) {
    if (ticks == 0 || !world.MayTick(node, ticks)) return;
    actions.push_back({.verb = verb, .node = node});
  };
  add_ticks(Verb::kTick, 1);
  add_ticks(Verb::kTimeout, replica.TicksToTimeout());
  add_ticks(Verb::kBeat, replica.TicksToBeat());
  const auto add_if = [&](bool enabled, Verb verb) {
    if (enabled) actions.push_back({.verb = verb, .node = node});
  };
  add_if(replica.CanTake(), Verb::kReady);
  add_if(replica.CanSync(), Verb::kSync);
  add_if(replica.CanApply(), Verb::kApply);
  add_if(replica.CanCompact(), Verb::kCompact);
  for (uint64_t keep = 0; keep <= replica.unsynced(); ++keep) {
    actions.push_back({.verb = Verb::kCrash, .node = node, .option = keep});
  }
  AddChanges(world, node, actions);
}

void AddCalls(const World& world, uint64_t client,
              std::vector<Action>& actions) {
  const bool open = world.clients.OpenCall(client) != nullptr;
  if (open) actions.push_back({.verb = Verb::kAbandon, .client = client});
  for (raft::NodeId node = 1; node <= world.setup().total(); ++node) {
    if (!world.replica(node).up()) continue;
    Action action{.node = node, .client = client};
    if (open) {
      action.verb = Verb::kRetry;
      actions.push_back(action);
      continue;
    }
    for (action.key = 0; action.key < world.setup().keys; ++action.key) {
      action.verb = Verb::kRead;
      action.option = 0;
      actions.push_back(action);
      action.verb = Verb::kPropose;
      for (; action.option < kCommandKinds; ++action.option) {
        actions.push_back(action);
      }
    }
  }
}

}  // namespace

void Enabled(const World& world, std::vector<Action>& actions) {
  AddMessages(world, actions);
  for (raft::NodeId node = 1; node <= world.setup().total(); ++node) {
    AddNode(world, node, actions);
  }
  for (uint64_t client = 1; client <= world.clients.count(); ++client) {
    AddCalls(world, client, actions);
  }
  AddLinks(world, actions);
}

}  // namespace harness
