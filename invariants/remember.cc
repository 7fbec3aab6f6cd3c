#include "invariants/remember.h"

#include <algorithm>
#include <utility>

namespace invariants {
namespace {

using raft::MessageType;

constexpr uint64_t kSmallWindow = 4;

bool Leads(const NodeView& view) { return view.role == raft::Role::kLeader; }

// True if it led before the step, and does after it, in the same term.
bool LedOn(const Step& step) {
  return Leads(step.before) && Leads(step.after) &&
         step.before.term == step.after.term;
}

bool Sends(const Step& step, MessageType type) {
  return std::ranges::any_of(step.sent, [&](const raft::Message& message) {
    return message.type == type;
  });
}

// Of everybody in the membership, in whatever part.
uint64_t MaskOf(const raft::ConfState& members) {
  uint64_t mask = 0;
  for (const raft::IdList* ids :
       {&members.voters, &members.learners, &members.voters_outgoing,
        &members.learners_next}) {
    for (const raft::NodeId id : *ids) mask |= uint64_t{1} << (id & 63);
  }
  return mask;
}

// True if the node's timer starts anew.
bool RestartsTimer(const Step& step) {
  const NodeView& before = step.before;
  const NodeView& after = step.after;
  if (!before.up || before.term != after.term) return true;
  if (LedOn(step)) {
    return after.transferee != raft::kNone &&
           after.transferee != before.transferee;
  }
  if (HearsLeader(step)) return true;
  // Who is told to ask for pre-votes has its timer go on.
  if (after.role == raft::Role::kPreCandidate) {
    return step.ticks != 0 && (before.role != raft::Role::kPreCandidate ||
                               Sends(step, MessageType::kPreVote));
  }
  return before.role != after.role || before.vote != after.vote;
}

void RememberTime(const Step& step, NodeMemory& memory) {
  if (RestartsTimer(step)) {
    // Of the step's ticks some may come after the check that ended a term.
    const uint64_t over = memory.timer + step.ticks;
    const bool is_over = Leads(step.before) && step.ticks != 0;
    memory.timer = is_over ? over - std::min(over, step.election_tick) : 0;
  } else {
    memory.timer += step.ticks;
  }
  if (!Leads(step.after)) {
    memory.timer = std::min(memory.timer, step.election_tick);
  } else if (memory.timer >= step.election_tick) {
    memory.timer -= step.election_tick;
    if (step.checks_quorum) memory.heard = 0;
  }
}

void RememberPromise(const Step& step, const Ghost& ghost,
                     NodeMemory& memory) {
  if (!step.by_lease) return;
  memory.promise -= std::min(memory.promise, step.ticks);
  // What was promised before a crash nobody remembers: the utmost is.
  const bool starts = !step.before.up && step.after.term != 0;
  const bool promises = HearsLeader(step) &&
                        step.delivered->type == MessageType::kHeartbeat;
  if (starts || promises) memory.promise = step.election_tick;
  if (IsTold(step, ghost)) memory.promise = 0;
}

void RememberLeader(const Step& step, const Ghost& ghost, NodeMemory& memory) {
  const bool kept = memory.hears_leader &&
                    step.before.term == step.after.term &&
                    !step.Has(Event::kLeaderForgotten);
  memory.hears_leader = step.after.role == raft::Role::kFollower &&
                        (kept || HearsLeader(step));
  if (IsTold(step, ghost)) memory.told = step.delivered->term;
  if (step.before.term != step.after.term) memory.owes = NodeMemory::kNothing;
  if (HearsLeader(step)) {
    memory.owes |= step.delivered->type == MessageType::kHeartbeat
                       ? NodeMemory::kHeartbeat
                       : NodeMemory::kAppend;
  }
  if (memory.owes == NodeMemory::kNothing) return;
  if (Sends(step, MessageType::kAppResp)) memory.owes &= ~NodeMemory::kAppend;
  if (Sends(step, MessageType::kHeartbeatResp)) {
    memory.owes &= ~NodeMemory::kHeartbeat;
  }
}

// The windows of those that are sent entries before they answer, from a moment
// on at which nothing that was meant for them before waits to be sent.
void RememberWindows(const Step& step, NodeMemory& memory) {
  std::vector<NodeMemory::Window> windows;
  for (const PeerView& peer : step.peers) {
    if (!peer.replicates || peer.id == step.node) continue;
    const NodeMemory::Window* known = memory.WindowOf(peer.id);
    const bool opens = step.delivered && step.idle_before &&
                       step.delivered->from == peer.id;
    if (known == nullptr && !opens) continue;
    windows.push_back(known != nullptr ? *known
                                       : NodeMemory::Window{.peer = peer.id});
    NodeMemory::Window& window = windows.back();
    if (const auto index = AcknowledgedIn(step, peer.id)) {
      Acknowledge(*index, window);
    }
    for (const raft::Message& message : step.sent) {
      if (message.type != MessageType::kApp || message.to != peer.id ||
          message.entries.empty()) {
        continue;
      }
      Send(message.entries.back().index,
           PayloadBytes({message.entries.data(), message.entries.size()}),
           window);
    }
  }
  memory.windows = std::move(windows);
}

void RememberUnapplied(const Step& step, NodeMemory& memory) {
  if (step.limits.max_uncommitted_size == raft::kUnlimited) return;
  memory.unapplied = LedOn(step) ? memory.unapplied + PayloadBytes(step.appended)
                                 : 0;
  const uint64_t done = PayloadBytes(step.applied) + step.skipped_bytes;
  memory.unapplied -= std::min(memory.unapplied, done);
}

}  // namespace

bool HearsLeader(const Step& step) {
  if (!step.delivered || step.delivered->term != step.after.term ||
      step.after.role != raft::Role::kFollower) {
    return false;
  }
  const MessageType type = step.delivered->type;
  return type == MessageType::kApp || type == MessageType::kHeartbeat ||
         type == MessageType::kSnap;
}

bool IsTold(const Step& step, const Ghost& ghost) {
  return step.delivered && step.delivered->type == MessageType::kTimeoutNow &&
         step.delivered->term >= step.before.term &&
         ghost.LeaderOf(step.delivered->term) == step.delivered->from;
}

uint64_t HeardBy(const Step& step) {
  uint64_t heard = LedOn(step) ? step.memory->heard : 0;
  const bool answers = step.delivered && LedOn(step) &&
                       step.delivered->term == step.after.term &&
                       (step.delivered->type == MessageType::kAppResp ||
                        step.delivered->type == MessageType::kHeartbeatResp);
  if (answers) heard |= uint64_t{1} << (step.delivered->from & 63);
  if (step.membership != nullptr && step.membership_before != nullptr) {
    heard |= MaskOf(*step.membership) & ~MaskOf(*step.membership_before);
  }
  uint64_t peers = 0;
  for (const PeerView& peer : step.peers) peers |= uint64_t{1} << (peer.id & 63);
  return heard & peers;
}

std::optional<raft::Index> AcknowledgedIn(const Step& step,
                                          raft::NodeId peer) {
  if (!step.delivered || step.delivered->type != MessageType::kAppResp ||
      step.delivered->from != peer || step.delivered->reject ||
      step.delivered->term != step.after.term) {
    return std::nullopt;
  }
  return step.delivered->index;
}

uint64_t PayloadBytes(std::span<const raft::Entry> entries) {
  uint64_t bytes = 0;
  for (const raft::Entry& entry : entries) bytes += entry.data.size();
  return bytes;
}

bool KeepsWindows(const Limits& limits) {
  return limits.max_inflight <= kSmallWindow ||
         limits.max_inflight_bytes != raft::kUnlimited;
}

void Remember(const Step& step, const Ghost& ghost, NodeMemory& memory) {
  if (!step.after.up) {
    memory = {};
    return;
  }
  if (Leads(step.after)) {
    memory.heard = HeardBy(step);
    if (KeepsWindows(step.limits)) RememberWindows(step, memory);
    RememberUnapplied(step, memory);
  } else if (Leads(step.before)) {
    memory.heard = memory.unapplied = 0;
    memory.windows.clear();
  }
  RememberTime(step, memory);
  RememberPromise(step, ghost, memory);
  RememberLeader(step, ghost, memory);
}

}  // namespace invariants
