#include "harness/action/enabled.h"

#include "harness/action/batch.h"
#include "harness/action/change.h"
#include "harness/action/work.h"

namespace harness {
namespace {

constexpr uint64_t kCommandKinds = 3;  // Put, delete, compare-and-set.
constexpr uint64_t kChanges = 3;       // See Change.
constexpr uint64_t kTransitions = 3;

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

// What happens to many links at once.
void AddPartitions(const World& world, std::vector<Action>& actions) {
  const uint64_t total = world.setup().total();
  const auto add_if = [&](bool enabled, const Action& action) {
    if (enabled) actions.push_back(action);
  };
  for (raft::NodeId node = 1; node <= total; ++node) {
    add_if(world.network.WouldPartition(uint64_t{1} << (node - 1)),
           {.verb = Verb::kIsolate, .node = node});
  }
  for (uint64_t mask = 1; mask >> total == 0; mask += 2) {
    add_if(world.network.WouldPartition(mask),
           {.verb = Verb::kPartition, .option = mask});
  }
  add_if(world.network.AnyCut(), {.verb = Verb::kMend});
}

void AddChanges(const World& world, raft::NodeId node,
                std::vector<Action>& actions) {
  Action action{.verb = Verb::kChange, .node = node};
  for (; action.peer <= world.setup().total(); ++action.peer) {
    for (action.option = 0; action.option < kChanges; ++action.option) {
      if (ChangeOf(world, action)) actions.push_back(action);
    }
    action.option = 0;
  }
}

// Every set of clients and of nodes that may take part.
void AddBatches(const World& world, raft::NodeId node,
                std::vector<Action>& actions) {
  Action action{.verb = Verb::kBatch, .node = node};
  for (; action.option >> world.clients.count() == 0; ++action.option) {
    for (action.nth = 0; action.nth < kChanges; ++action.nth) {
      for (; action.key >> world.setup().total() == 0; ++action.key) {
        if (PartsOf(world, action)) actions.push_back(action);
      }
      action.key = 0;
    }
    action.nth = 0;
  }
}

// Every way to give each node a part in the membership.
void AddReconfigurations(const World& world, raft::NodeId node,
                         std::vector<Action>& actions) {
  const uint64_t total = world.setup().total();
  Action action{.verb = Verb::kReconfigure, .node = node};
  for (; action.option >> total == 0; ++action.option) {
    for (action.key = 0; action.key >> total == 0; ++action.key) {
      for (action.nth = 0; action.nth < kTransitions; ++action.nth) {
        if (ChangeOf(world, action)) actions.push_back(action);
      }
      action.nth = 0;
    }
    action.key = 0;
  }
  action = {.verb = Verb::kLeave, .node = node};
  if (ChangeOf(world, action)) actions.push_back(action);
}

// What a node may be told.
void AddRequests(const World& world, raft::NodeId node,
                 std::vector<Action>& actions) {
  const Replica& replica = world.replica(node);
  actions.push_back({.verb = Verb::kForget, .node = node});
  actions.push_back({.verb = Verb::kCampaign, .node = node});
  for (raft::NodeId peer = 1; peer <= world.setup().total(); ++peer) {
    actions.push_back({.verb = Verb::kTransfer, .node = node, .peer = peer});
    if (!replica.leads()) continue;
    actions.push_back({.verb = Verb::kUnreachable, .node = node, .peer = peer});
    for (const Fared fared : {Fared::kWell, Fared::kBadly}) {
      actions.push_back({.verb = Verb::kReport,
                         .node = node,
                         .peer = peer,
                         .option = static_cast<uint64_t>(fared)});
    }
  }
}

void AddNode(const World& world, raft::NodeId node,
             std::vector<Action>& actions) {
  const Replica& replica = world.replica(node);
  if (!replica.up()) {
    if (!replica.broken()) {
      actions.push_back({.verb = Verb::kRestart, .node = node});
      if (world.setup().reuse_ids != 0) {
        actions.push_back({.verb = Verb::kWipe, .node = node});
      }
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
  for (const Work& work : kWork) add_if((replica.*work.can)(), work.verb);
  add_if(replica.CanCompact(), Verb::kCompact);
  const bool atomic =
      world.setup().drive == static_cast<uint64_t>(Drive::kAtomic);
  add_if(replica.CanSync() || (atomic && !replica.failing()), Verb::kFail);
  for (uint64_t keep = 0; keep <= replica.unsynced(); ++keep) {
    actions.push_back({.verb = Verb::kCrash, .node = node, .option = keep});
  }
  AddRequests(world, node, actions);
  AddReconfigurations(world, node, actions);
  AddChanges(world, node, actions);
  AddBatches(world, node, actions);
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
  AddPartitions(world, actions);
}

}  // namespace harness
