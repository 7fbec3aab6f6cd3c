#include "harness/explore/moves.h"

#include <algorithm>

namespace harness {
namespace {

class Lister {
 public:
  Lister(const Model& model, const Parts& parts, const State& state,
         std::vector<Move>& moves)
      : model_(model),
        parts_(parts),
        state_(state),
        moves_(moves),
        used_(state.used()) {}

  void List() {
    AddMessages();
    for (raft::NodeId id = 1; id <= model_.setup.total(); ++id) {
      const ReplicaPart& part = parts_.replicas[state_.replica(id)];
      if (part.up) {
        AddWork(id, part);
        AddTime(id, part);
        AddFaults(id, part);
        AddRequests(id, part);
        AddChanges(id, part);
        AddCalls(id, part);
      } else if (!part.replica->broken()) {
        moves_.push_back(At(Verb::kRestart, id));
      }
    }
    if (parts_.rests[state_.rest()].cut != 0) {
      moves_.push_back({.verb = Verb::kMend});
    }
  }

 private:
  bool Left(Budget budget) const {
    return used_[static_cast<size_t>(budget)] < model_.Limit(budget);
  }
  static Move At(Verb verb, raft::NodeId node) {
    return {.verb = verb, .node = static_cast<uint8_t>(node)};
  }
  void AddIf(Budget budget, Move move) {
    if (!Left(budget)) return;
    move.budget = budget;
    moves_.push_back(move);
  }

  void AddMessages() {
    PartId last = PartTable<MessagePart>::kNone;
    for (const PartId id : state_.messages()) {
      if (id == last) continue;
      last = id;
      const MessagePart& part = parts_.messages[id];
      const auto to = part.message.to;
      Move move{.node = static_cast<uint8_t>(part.sender),
                .peer = static_cast<uint8_t>(to),
                .message = id};
      if (parts_.replicas[state_.replica(to)].up) moves_.push_back(move);
      move.verb = Verb::kDrop;
      AddIf(Budget::kDrops, move);
      move.verb = Verb::kDuplicate;
      AddIf(Budget::kDuplicates, move);
    }
  }

  void AddWork(raft::NodeId id, const ReplicaPart& part) {
    if (part.can_take) moves_.push_back(At(Verb::kReady, id));
    if (part.can_sync) moves_.push_back(At(Verb::kSync, id));
    if (part.can_hear) moves_.push_back(At(Verb::kHear, id));
    if (part.can_apply) moves_.push_back(At(Verb::kApply, id));
  }

  void AddTime(raft::NodeId id, const ReplicaPart& part) {
    // The cluster begins in term 1.
    const bool may_begin = part.term < 1 + model_.terms;
    const bool checks = (model_.setup.check_quorum >> (id - 1) & 1) != 0;
    if ((part.campaigns && may_begin) || (part.leads && checks)) {
      AddIf(Budget::kTimeouts, At(Verb::kTimeout, id));
    }
    if (part.leads) AddIf(Budget::kBeats, At(Verb::kBeat, id));
    if (part.leads || may_begin || !part.campaigns ||
        part.replica->TicksToTimeout() > 1) {
      AddIf(Budget::kTicks, At(Verb::kTick, id));
    }
  }

  void AddFaults(raft::NodeId id, const ReplicaPart& part) {
    for (uint32_t keep = 0; keep <= part.unsynced; ++keep) {
      Move move = At(Verb::kCrash, id);
      move.option = static_cast<uint16_t>(keep);
      AddIf(Budget::kCrashes, move);
    }
    if (part.can_compact) AddIf(Budget::kSnapshots, At(Verb::kCompact, id));
    const bool atomic =
        model_.setup.drive == static_cast<uint64_t>(Drive::kAtomic);
    if (part.can_sync || (atomic && !part.replica->failing())) {
      AddIf(Budget::kFailures, At(Verb::kFail, id));
    }
    if (parts_.rests[state_.rest()].cut == 0) {
      AddIf(Budget::kIsolations, At(Verb::kIsolate, id));
    }
  }

  void AddRequests(raft::NodeId id, const ReplicaPart& part) {
    if (part.follows) AddIf(Budget::kForgets, At(Verb::kForget, id));
    if (!part.leads) return;
    for (raft::NodeId peer = 1; peer <= model_.setup.total(); ++peer) {
      if (peer == id) continue;
      Move move = At(Verb::kTransfer, id);
      move.peer = static_cast<uint8_t>(peer);
      AddIf(Budget::kTransfers, move);
      move.verb = Verb::kUnreachable;
      AddIf(Budget::kReports, move);
      if (!part.replica->AwaitsSnapshot(peer)) continue;
      move.verb = Verb::kReport;
      for (const Fared fared : {Fared::kWell, Fared::kBadly}) {
        move.option = static_cast<uint16_t>(fared);
        AddIf(Budget::kReports, move);
      }
    }
  }

  void AddChanges(raft::NodeId id, const ReplicaPart& part) {
    if (!part.leads || !Left(Budget::kChanges)) return;
    if (!part.replica->configuration().voters.outgoing.empty()) {
      AddIf(Budget::kChanges, At(Verb::kLeave, id));
    }
    if (model_.change_voters != 0) {
      Move move = At(Verb::kReconfigure, id);
      move.option = static_cast<uint16_t>(model_.change_voters);
      move.key = static_cast<uint8_t>(model_.change_learners);
      move.nth = static_cast<uint8_t>(model_.change_how);
      AddIf(Budget::kChanges, move);
      return;
    }
    const raft::Configuration& members = part.replica->configuration();
    for (raft::NodeId peer = 1; peer <= model_.setup.total(); ++peer) {
      Move move = At(Verb::kChange, id);
      move.peer = static_cast<uint8_t>(peer);
      const Change change =
          members.voters.Contains(peer) ? Change::kRemove : Change::kAddVoter;
      move.option = static_cast<uint16_t>(change);
      AddIf(Budget::kChanges, move);
    }
  }

  // A client may call now if those before it have called already.
  bool MayBegin(uint64_t client) const {
    const Clients& clients = parts_.rests[state_.rest()].clients;
    return model_.value_symmetry == 0 || client == 1 ||
           clients.BegunBy(client) > 0 || clients.BegunBy(client - 1) > 0;
  }

  void AddCalls(raft::NodeId id, const ReplicaPart& part) {
    if (!part.leads && model_.propose_anywhere == 0) return;
    const Clients& clients = parts_.rests[state_.rest()].clients;
    for (uint64_t client = 1; client <= clients.count(); ++client) {
      Move move = At(Verb::kRetry, id);
      move.client = static_cast<uint8_t>(client);
      if (clients.OpenCall(client) != nullptr) {
        AddIf(Budget::kRetries, move);
        continue;
      }
      if (!MayBegin(client)) continue;
      for (uint64_t key = 0; key < model_.setup.keys; ++key) {
        move.key = static_cast<uint8_t>(key);
        move.verb = Verb::kPropose;
        AddIf(Budget::kProposals, move);
        move.verb = Verb::kRead;
        AddIf(Budget::kReads, move);
      }
    }
  }

  const Model& model_;
  const Parts& parts_;
  const State& state_;
  std::vector<Move>& moves_;
  Used used_;
};

}  // namespace

void MovesOf(const Model& model, const Parts& parts, const State& state,
             std::vector<Move>& moves) {
  Lister(model, parts, state, moves).List();
}

Action ActionOf(const Parts& parts, const Move& move) {
  if (move.message != PartTable<MessagePart>::kNone) {
    const MessagePart& part = parts.messages[move.message];
    return {.verb = move.verb,
            .node = part.sender,
            .peer = part.message.to,
            .type = part.message.type,
            .term = part.message.term,
            .index = part.message.index};
  }
  return {.verb = move.verb,
          .node = move.node,
          .peer = move.peer,
          .nth = move.nth,
          .client = move.client,
          .key = move.key,
          .option = move.option};
}

size_t DefaultMove(const Parts& parts, const State& state,
                   const std::vector<Move>& moves) {
  raft::Term latest = 0;
  raft::NodeId leader = raft::kNone;
  for (raft::NodeId id = 1; id <= state.nodes(); ++id) {
    const ReplicaPart& part = parts.replicas[state.replica(id)];
    if (!part.leads || part.term < latest) continue;
    latest = part.term;
    leader = id;
  }
  const auto rank = [&](const Move& move) {
    switch (move.verb) {
      case Verb::kReady:
      case Verb::kSync:
      case Verb::kHear:
      case Verb::kApply:
        return 0;
      case Verb::kDeliver:
        return 1;
      case Verb::kMend:
        return 2;
      case Verb::kRestart:
        return 3;
      case Verb::kPropose:
      case Verb::kRead:
        return move.node == leader ? 4 : 9;
      case Verb::kTimeout:
        return leader == raft::kNone ? 5 : 9;
      case Verb::kBeat:
        return move.node == leader ? 6 : 9;
      default:
        return 9;
    }
  };
  size_t best = moves.size();
  for (size_t i = 0; i < moves.size(); ++i) {
    if (rank(moves[i]) == 9) continue;
    if (best == moves.size() || rank(moves[i]) < rank(moves[best])) best = i;
  }
  return best;
}

}  // namespace harness
