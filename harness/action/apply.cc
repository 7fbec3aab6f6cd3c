#include "harness/action/apply.h"

#include <algorithm>
#include <utility>

#include "invariants/all.h"

namespace harness {
namespace {

// The log of one replica, for the invariants.
class ReplicaLog : public invariants::LogView {
 public:
  explicit ReplicaLog(const Replica& replica) : replica_(replica) {}
  std::optional<raft::Term> TermAt(raft::Index index) const override {
    return replica_.TermAt(index);
  }

 private:
  const Replica& replica_;
};

// A membership change that names nobody twice: see World in the design.
raft::ConfChangeV2 ChangeOf(const Action& action, uint64_t number) {
  raft::ConfChangeV2 change;
  auto type = raft::ConfChangeType::kAddNode;
  if (action.option == static_cast<uint64_t>(Change::kRemove)) {
    type = raft::ConfChangeType::kRemoveNode;
  } else if (action.option == static_cast<uint64_t>(Change::kAddLearner)) {
    type = raft::ConfChangeType::kAddLearnerNode;
  }
  change.changes.push_back({type, action.peer});
  std::string context;
  for (int i = 0; i < 8; ++i) {
    context += static_cast<char>(number >> (8 * i) & 0xff);
  }
  change.context = raft::Payload(context);
  return change;
}

}  // namespace

std::optional<invariants::Violation> Applier::Apply(World& world,
                                                    const Action& action) {
  ++world.record.actions;
  output_.Clear();
  began_.clear();
  answered_.clear();
  appended_.clear();
  step_ = {};
  if (!Do(world, action)) {
    ++world.record.no_ops;
    return std::nullopt;
  }
  if (step_.node == raft::kNone) return std::nullopt;

  const Replica& replica = world.replica(step_.node);
  const ReplicaLog log(replica);
  step_.after = replica.View();
  step_.log = replica.up() ? &log : nullptr;
  step_.sent = output_.sent;
  step_.applied = {output_.applied.data(), output_.applied.size()};
  step_.installed = output_.installed;
  step_.panic = std::move(output_.panic);
  step_.impossible = std::move(output_.impossible);
  DescribeChange(world);
  AnswerCalls(world);
  step_.began = began_;
  step_.answered = answered_;
  auto violation = invariants::CheckAll(step_, world.ghost);
  invariants::Note(step_, world.record.milestones);
  world.record.highest_commit =
      std::max(world.record.highest_commit, step_.after.commit);
  for (raft::Message& message : output_.sent) {
    if (!world.network.Send(step_.node, std::move(message))) {
      ++world.record.lost;
    }
  }
  return violation;
}

// What the step did to the log that the node sees.
void Applier::DescribeChange(const World& world) {
  const Replica& replica = world.replica(step_.node);
  if (!replica.up()) return;
  const raft::Index first = step_.after.first_index;
  const raft::Index last = step_.after.last_index;
  if (step_.restarted) {
    replica.Entries(first, last + 1, appended_);
  } else {
    const raft::Index last_before = last_before_.index;
    const bool kept = last >= last_before &&
                      (last_before + 1 < first ||
                       replica.TermAt(last_before) == last_before_.term);
    raft::Index from = last_before + 1;
    if (!kept) {
      // Where the conflict began is not known any more: at or after the first
      // entry that was written or is still to be written.
      from = replica.UnstableFrom();
      if (output_.written_from != 0) {
        from = std::min(from, output_.written_from);
      }
      from = std::min(from, last_before);
      step_.truncated_from = std::max<raft::Index>(from, 1);
    }
    replica.Entries(std::max(from, first), last + 1, appended_);
  }
  step_.appended = {appended_.data(), appended_.size()};
}

void Applier::AnswerCalls(World& world) {
  for (const Output::Applied& applied : output_.outcomes) {
    AnswerCall(world, applied.call, applied.index, &applied.outcome);
  }
  for (const CallId& read : output_.reads) {
    AnswerCall(world, read, step_.after.applied, nullptr);
  }
}

// Answers the call if its client still waits for it at this node. Without
// `outcome` it is a read.
void Applier::AnswerCall(World& world, const CallId& id, raft::Index index,
                         const kv::Outcome* outcome) {
  const Call* call = world.clients.OpenCall(id.client);
  if (call == nullptr || call->command.sequence != id.sequence ||
      call->is_read != (outcome == nullptr) ||
      (call->contacted >> (step_.node - 1) & 1) == 0) {
    return;
  }
  kv::Outcome read;
  if (outcome == nullptr) {
    const auto value = world.replica(step_.node).store().Get(call->command.key);
    read.ok = true;
    read.found = value.has_value();
    if (value) read.value = *value;
    outcome = &read;
  }
  answered_.push_back({id.client, id.sequence, call->is_read, index});
  for (size_t i = world.record.history.size(); i-- > 0;) {
    HistoryEvent& event = world.record.history[i];
    if (event.client != id.client || event.sequence != id.sequence) continue;
    event.answered_at = world.record.actions;
    event.outcome = *outcome;
    break;
  }
  world.clients.Answer(id.client, *outcome);
}

bool Applier::Do(World& world, const Action& action) {
  switch (action.verb) {
    case Verb::kDeliver:
    case Verb::kDrop:
    case Verb::kDuplicate:
      return DoMessage(world, action);
    case Verb::kCut:
    case Verb::kHeal: {
      if (!world.Knows(action.node) || !world.Knows(action.peer)) return false;
      const bool cut = action.verb == Verb::kCut;
      if (world.network.IsCut(action.node, action.peer) == cut) return false;
      if (cut) {
        world.network.Cut(action.node, action.peer);
      } else {
        world.network.Heal(action.node, action.peer);
      }
      return true;
    }
    case Verb::kPropose:
    case Verb::kRetry:
    case Verb::kRead:
    case Verb::kAbandon:
      return DoClient(world, action);
    default:
      break;
  }
  if (!world.Knows(action.node)) return false;
  const Replica& now = world.replica(action.node);
  if (now.up() == (action.verb == Verb::kRestart)) return false;
  step_.node = action.node;
  step_.before = now.View();
  if (now.up()) last_before_ = now.LastEntry();
  switch (action.verb) {
    case Verb::kTick:
      return DoTicks(world, action.node, 1);
    case Verb::kTimeout:
      return DoTicks(world, action.node, now.TicksToTimeout());
    case Verb::kBeat:
      return DoTicks(world, action.node, now.TicksToBeat());
    case Verb::kReady:
      world.Touch(action.node).Take(output_);
      break;
    case Verb::kSync:
      world.Touch(action.node).Sync(output_);
      break;
    case Verb::kApply:
      world.Touch(action.node).Apply(output_);
      break;
    case Verb::kCrash:
      world.Touch(action.node).Crash(action.option, output_);
      world.clients.Disconnect(action.node);
      step_.crashed = true;
      break;
    case Verb::kRestart:
      world.Touch(action.node).Restart(output_);
      world.CatchUp(action.node);
      step_.restarted = true;
      break;
    case Verb::kChange:
      if (!world.Knows(action.peer)) return false;
      if (action.option == static_cast<uint64_t>(Change::kRemove)) {
        world.NoteLeaving(action.peer);
      } else if (!world.MayJoin(action.peer)) {
        return false;
      }
      world.Touch(action.node)
          .Change(ChangeOf(action, world.NextChange()), output_);
      break;
    case Verb::kCompact:
      world.Touch(action.node).Compact(output_);
      break;
    default:
      return false;
  }
  return output_.took_effect;
}

bool Applier::DoTicks(World& world, raft::NodeId node, uint64_t ticks) {
  if (ticks == 0 || !world.MayTick(node, ticks)) return false;
  world.Ticked(node, ticks);
  world.Touch(node).Tick(ticks, output_);
  return true;
}

bool Applier::DoMessage(World& world, const Action& action) {
  if (action.verb == Verb::kDuplicate) {
    return world.network.Duplicate(action.message());
  }
  auto message = world.network.Take(action.message());
  if (!message.has_value()) return false;
  if (action.verb == Verb::kDrop) return true;
  const Replica& now = world.replica(action.peer);
  if (!now.up()) return true;  // Nobody listens: it is lost.
  step_.node = action.peer;
  step_.before = now.View();
  last_before_ = now.LastEntry();
  world.Touch(action.peer).Deliver(std::move(*message), output_);
  return true;
}

bool Applier::DoClient(World& world, const Action& action) {
  if (!world.clients.Knows(action.client)) return false;
  const Call* open = world.clients.OpenCall(action.client);
  if (action.verb == Verb::kAbandon) {
    if (open == nullptr) return false;
    world.clients.Abandon(action.client);
    return true;
  }
  const bool begins = action.verb != Verb::kRetry;
  if (begins == (open != nullptr)) return false;
  if (!world.Knows(action.node) || !world.replica(action.node).up()) {
    return false;
  }
  if (begins) {
    const Call& call =
        action.verb == Verb::kRead
            ? world.clients.Read(action.client, action.key)
            : world.clients.Write(
                  action.client,
                  static_cast<kv::Command::Kind>(action.option % 3),
                  action.key);
    began_.push_back({action.client, call.command.sequence, call.is_read, 0});
    HistoryEvent& event = world.record.history.emplace_back();
    event.client = action.client;
    event.sequence = call.command.sequence;
    event.is_read = call.is_read;
    event.command = call.command;
    event.called_at = world.record.actions;
  }
  return SendCall(world, action.client, action.node);
}

bool Applier::SendCall(World& world, uint64_t client, raft::NodeId node) {
  Call& call = *world.clients.OpenCall(client);
  call.contacted |= uint64_t{1} << (node - 1);
  const Replica& now = world.replica(node);
  step_.node = node;
  step_.before = now.View();
  last_before_ = now.LastEntry();
  if (call.is_read) {
    world.Touch(node).Read({client, call.command.sequence}, output_);
  } else {
    world.Touch(node).Propose(call.command, output_);
  }
  return true;
}

}  // namespace harness
