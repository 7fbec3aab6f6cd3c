#include "harness/action/apply.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "harness/action/batch.h"
#include "harness/action/change.h"
#include "harness/action/lasting.h"
#include "harness/action/look_at.h"
#include "harness/action/settle.h"
#include "harness/world/proposal.h"
#include "invariants/all.h"
#include "raft/base/check.h"
#include "raft/core/read_only.h"
#include "raft/core/voted_log.h"

namespace harness {
namespace {

// What the sender of a refusal knows to be committed (raft/core/raft.h).
std::optional<raft::EntryId> ClaimIn(const raft::Message& message) {
  const bool refuses =
      message.reject && (message.type == raft::MessageType::kVoteResp ||
                         message.type == raft::MessageType::kPreVoteResp);
  if (!refuses) return std::nullopt;
  const std::optional<raft::Term> term = raft::DecodePosition(message.context);
  if (!term) return std::nullopt;
  return raft::EntryId{.term = *term, .index = message.commit};
}

// The end of the log that its sender voted for.
std::optional<raft::EntryId> VotedLogIn(const raft::Message& message) {
  if (message.type != raft::MessageType::kVoteResp || message.reject) {
    return std::nullopt;
  }
  return raft::DecodeVotedLog(message.context);
}

// Up to where the log reaches that it speaks of.
raft::Index LastIn(const raft::Message& message) {
  if (message.snapshot != nullptr) return message.snapshot->index;
  return message.index + message.entries.size();
}

}  // namespace

std::optional<invariants::Violation> Applier::Apply(World& world,
                                                    const Action& action) {
  if (world.record.actions == 0) {
    if (auto violation = NotStarted(world)) return violation;
  }
  const bool settles = action.verb == Verb::kSettle;
  try {
    return settles ? ApplySettle(world, action) : ApplyOne(world, action);
  } catch (const std::exception& thrown) {
    // What an action within a settle phase throws was caught there.
    const auto violation =
        settles ? ThrownBetween(world, thrown.what(), "the settle phase")
                : Caught(thrown.what());
    BreakWhatThrows(world);  // Somebody will show the world.
    return violation;
  }
}

// Nodes that could not be started are a fall of the first action, so that it
// has a trace.
std::optional<invariants::Violation> Applier::NotStarted(World& world) const {
  for (raft::NodeId id = 1; id <= world.setup().total(); ++id) {
    const Replica& replica = world.replica(id);
    if (!replica.broken()) continue;
    ++world.record.actions;
    return Thrown(id, replica.why_broken(), "its first start");
  }
  return std::nullopt;
}

invariants::Violation Applier::Caught(std::string_view text) const {
  const std::string& panic = step_.panic.empty() ? output_.panic : step_.panic;
  if (panic.empty()) return Thrown(step_.node, text, asks_);
  return {"no_panic", fmt::format("node {}: {}", step_.node, panic)};
}

std::optional<invariants::Violation> Applier::ApplyOne(World& world,
                                                       const Action& action) {
  ++world.record.actions;
  asks_ = "the action";
  output_.Clear();
  began_.clear();
  answered_.clear();
  appended_.clear();
  peers_before_.clear();
  peers_.clear();
  step_ = {};
  if (!Do(world, action)) {
    ++world.record.no_ops;
    return std::nullopt;
  }
  if (step_.node == raft::kNone) return std::nullopt;
  if (output_.halted) world.clients.Disconnect(step_.node);
  asks_ = "the observer after the step";
  Observe(world);
  asks_ = "the milestones";
  invariants::Note(step_, world.ghost, world.record.milestones);
  asks_ = "the invariants";
  auto violation = invariants::CheckAll(step_, world.ghost);
  if (!violation) {
    world.Touch(step_.node).Remember(step_, world.ghost);
  }
  world.record.highest_commit =
      std::max(world.record.highest_commit, step_.after.commit);
  for (raft::Message& message : output_.sent) {
    const raft::NodeId to = message.to;
    if (world.network.Send(step_.node, std::move(message))) continue;
    ++world.record.lost;
    if (world.Knows(to) && !world.network.IsCut(step_.node, to)) {
      world.record.milestones.Add(invariants::Milestone::kLinkFull);
    }
  }
  return violation;
}

// Many actions, and one more check: that they led to something.
std::optional<invariants::Violation> Applier::ApplySettle(
    World& world, const Action& action) {
  const std::optional<SettleOption> option = DecodeSettling(action.option);
  if (!option) {
    ++world.record.actions;
    ++world.record.no_ops;
    return std::nullopt;
  }
  const uint64_t no_ops = world.record.no_ops;
  SettleResult result =
      Settle(world, *option, *this,
             {.each = watch_settle, .interrupted = interrupted});
  world.record.no_ops = no_ops;  // This action is none, whatever is in it.
  if (result.violation || result.interrupted) return result.violation;
  step_ = {};
  step_.settled = std::move(result.settled);
  // A cluster that lost disks owes nothing.
  if (world.setup().reuse_ids != 0) step_.settled->missing.clear();
  auto violation = invariants::CheckAll(step_, world.ghost);
  invariants::Note(step_, world.ghost, world.record.milestones);
  return violation;
}

namespace {

bool NamesPeer(Verb verb) {
  return verb == Verb::kTransfer || verb == Verb::kReport ||
         verb == Verb::kUnreachable;
}

}  // namespace

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
    case Verb::kIsolate:
      return world.Knows(action.node) &&
             world.network.Partition(uint64_t{1} << (action.node - 1));
    case Verb::kPartition:
      // Of two ways to say the same, the one with node 1 in the mask.
      return (action.option & 1) != 0 &&
             action.option >> world.setup().total() == 0 &&
             world.network.Partition(action.option);
    case Verb::kMend:
      return world.network.HealAll();
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
  const bool needs_down =
      action.verb == Verb::kRestart || action.verb == Verb::kWipe;
  if (now.up() == needs_down) return false;
  if (NamesPeer(action.verb) && !world.Knows(action.peer)) return false;
  Begin(world, action.node);
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
    case Verb::kHear:
      world.Touch(action.node).Hear(output_);
      break;
    case Verb::kApply:
      world.Touch(action.node).Apply(output_);
      break;
    case Verb::kCrash:
      world.clients.Disconnect(action.node);
      world.Touch(action.node).Crash(action.option, output_);
      step_.crashed = true;
      break;
    case Verb::kRestart:
      world.Touch(action.node).Restart(output_);
      world.CatchUp(action.node);
      step_.restarted = true;
      break;
    case Verb::kChange:
    case Verb::kReconfigure:
    case Verb::kLeave: {
      auto change = ChangeOf(world, action);
      if (!change) return false;
      Register(world, *change);
      BeginChanges(world, action.node);
      world.Touch(action.node).Change(*change, output_);
      break;
    }
    case Verb::kBatch:
      return DoBatch(world, action);
    case Verb::kCompact:
      world.Touch(action.node).Compact(action.option, output_);
      break;
    case Verb::kTransfer:
      world.Touch(action.node).Transfer(action.peer, output_);
      break;
    case Verb::kForget:
      world.Touch(action.node).Forget(output_);
      break;
    case Verb::kCampaign:
      world.Touch(action.node).Campaign(output_);
      break;
    case Verb::kReport:
      if (action.option > static_cast<uint64_t>(Fared::kBadly)) return false;
      world.Touch(action.node)
          .Report(action.peer,
                  action.option == static_cast<uint64_t>(Fared::kWell),
                  output_);
      break;
    case Verb::kUnreachable:
      world.Touch(action.node).Unreachable(action.peer, output_);
      break;
    case Verb::kFail:
      world.Touch(action.node).Fail(action.option, output_);
      break;
    case Verb::kWipe:
      if (world.setup().reuse_ids == 0 || now.broken()) return false;
      world.Wipe(action.node);
      // Of a node that is new no invariant asks.
      RAFT_CHECK(!world.replica(action.node).broken(), "{}",
                 world.replica(action.node).why_broken());
      step_.wiped = true;
      return true;
    default:
      return false;
  }
  return output_.took_effect;
}

bool Applier::DoTicks(World& world, raft::NodeId node, uint64_t ticks) {
  if (ticks == 0 || !world.MayTick(node, ticks)) return false;
  step_.ticks = ticks;
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
  Begin(world, action.peer);
  step_.delivered = {.type = message->type,
                     .from = message->from,
                     .term = message->term,
                     .index = message->index,
                     .log_term = message->log_term,
                     .commit = message->commit,
                     .last = LastIn(*message),
                     .reject = message->reject,
                     .for_transfer = message->context.view() ==
                                     invariants::kTransferContext,
                     .claimed = ClaimIn(*message),
                     .voted_log = VotedLogIn(*message)};
  if (HoldChanges({message->entries.data(), message->entries.size()}) &&
      message->type == raft::MessageType::kProp) {
    BeginChanges(world, action.peer);
  }
  counted_before_ =
      step_.delivered->voted_log.has_value() && now.CountsVoteOf(message->from);
  if (now.leads() && message->type == raft::MessageType::kAppResp) {
    step_.idle_before = step_.atomic || !now.HasWork();
  }
  step_.asks_sender = now.configuration().voters.Contains(message->from);
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
    NoteCall(world, action.client,
             action.verb == Verb::kRead
                 ? world.clients.Read(action.client, action.key)
                 : world.clients.Write(
                       action.client,
                       static_cast<kv::Command::Kind>(action.option % 3),
                       action.key));
  }
  return SendCall(world, action.client, action.node);
}

// A client has begun a call.
void Applier::NoteCall(World& world, uint64_t client, const Call& call) {
  began_.push_back({client, call.command.sequence, call.is_read, 0});
  HistoryEvent& event = world.record.history.emplace_back();
  event.client = client;
  event.sequence = call.command.sequence;
  event.is_read = call.is_read;
  event.command = call.command;
  event.called_at = world.record.actions;
}

bool Applier::SendCall(World& world, uint64_t client, raft::NodeId node) {
  Call& call = *world.clients.OpenCall(client);
  call.contacted |= uint64_t{1} << (node - 1);
  Begin(world, node);
  if (call.is_read) {
    world.Touch(node).Read({client, call.command.sequence}, output_);
  } else {
    world.Touch(node).Propose(call.command, output_);
  }
  return true;
}

bool Applier::DoBatch(World& world, const Action& action) {
  auto parts = PartsOf(world, action);
  if (!parts) return false;
  if (action.key != 0) BeginChanges(world, action.node);
  std::vector<Proposal> proposals;
  for (BatchPart& part : *parts) {
    if (part.client == 0) {
      Register(world, part.change);
      proposals.push_back(std::move(part.change));
      continue;
    }
    if (world.clients.OpenCall(part.client) == nullptr) {
      const uint64_t key = (part.client - 1) % world.setup().keys;
      NoteCall(world, part.client,
               world.clients.Write(part.client, kv::Command::Kind::kPut, key));
    }
    Call& call = *world.clients.OpenCall(part.client);
    call.contacted |= uint64_t{1} << (action.node - 1);
    proposals.push_back(call.command);
  }
  world.Touch(action.node).Propose(proposals, output_);
  return true;
}

}  // namespace harness
