#include "harness/strategy/eager.h"

#include <algorithm>
#include <bit>

#include "raft/tracker/tracker.h"

namespace harness {
namespace {

// While there are several leaders, one action in so many asks an older one.
constexpr uint64_t kOlderReadOneIn = 8;
// One action in so many goes on with a change of membership, or with snapshots.
constexpr uint64_t kChangeOneIn = 32;
constexpr uint64_t kSnapshotOneIn = 12;

uint64_t BitOf(raft::NodeId id) { return uint64_t{1} << (id - 1); }

uint64_t LeadersOf(const World& world) {
  uint64_t leaders = 0;
  for (raft::NodeId id = 1; id <= world.setup().total(); ++id) {
    if (world.replica(id).leads()) leaders |= BitOf(id);
  }
  return leaders;
}

raft::NodeId NewestOf(const World& world, uint64_t leaders) {
  raft::NodeId newest = raft::kNone;
  raft::Term term = 0;
  for (raft::NodeId id = 1; id <= world.setup().total(); ++id) {
    if ((leaders & BitOf(id)) == 0) continue;
    const raft::Term its = world.replica(id).View().term;
    if (its >= term) {
      term = its;
      newest = id;
    }
  }
  return newest;
}

// Voters and learners of a configuration, whatever they are to become.
uint64_t MembersOf(const raft::Configuration& configuration) {
  uint64_t members = 0;
  for (const raft::NodeId id : configuration.voters.All()) members |= BitOf(id);
  for (const raft::NodeId id : configuration.learners) members |= BitOf(id);
  return members;
}

}  // namespace

Habits DrawHabits(uint64_t one_in, Random& random) {
  Habits habits;
  if (random.Below(2 * one_in) == 0) return {true, true, true, true};
  habits.writes = random.Below(one_in) == 0;
  habits.changes = random.Below(one_in) == 0;
  habits.reads = random.Below(one_in) == 0;
  habits.snapshots = random.Below(one_in) == 0;
  return habits;
}

std::optional<Action> Eager::Pop() {
  if (due_.empty()) return std::nullopt;
  const Action action = due_.back();
  due_.pop_back();
  return action;
}

Action Eager::Next(const World& world) {
  if (const auto action = Pop()) return *action;
  if (habits_.writes || habits_.changes || habits_.reads) {
    GreetNewLeaders(world);
  }
  if (habits_.reads && std::popcount(leaders_) > 1 &&
      random_.Below(kOlderReadOneIn) == 0) {
    AskOlderLeader(world);
  }
  if (habits_.changes && leaders_ != 0 && random_.Below(kChangeOneIn) == 0) {
    ChangeHalfDone(world);
  }
  if (habits_.snapshots && random_.Below(kSnapshotOneIn) == 0) SendAgain(world);
  if (const auto action = Pop()) return *action;
  return strategy_->Next(world);
}

void Eager::GreetNewLeaders(const World& world) {
  const uint64_t leaders = LeadersOf(world);
  const uint64_t elected = leaders & ~leaders_;
  leaders_ = leaders;
  for (raft::NodeId id = 1; elected >> (id - 1) != 0; ++id) {
    if ((elected & BitOf(id)) == 0) continue;
    const bool first_change = random_.Below(2) == 0;
    if (habits_.changes && first_change) Change(world, id);
    if (habits_.writes) Write(world, id);
    if (habits_.changes && !first_change && random_.Below(2) == 0) {
      Change(world, id);
    }
  }
}

std::optional<uint64_t> Eager::FreeClient(const World& world) {
  const uint64_t count = world.clients.count();
  const uint64_t start = random_.Below(count);
  for (uint64_t i = 0; i < count; ++i) {
    const uint64_t client = 1 + (start + i) % count;
    const Call* call = world.clients.OpenCall(client);
    if (call == nullptr || call->is_read) return client;
  }
  return std::nullopt;
}

// Appends to what is due, so the last comes first.
void Eager::Write(const World& world, raft::NodeId node) {
  const auto client = FreeClient(world);
  if (!client) {
    const uint64_t other = 1 + random_.Below(world.clients.count());
    due_.push_back({.verb = Verb::kRetry, .node = node, .client = other});
    return;
  }
  const uint64_t key = random_.Below(world.setup().keys);
  due_.push_back(
      {.verb = Verb::kPropose, .node = node, .client = *client, .key = key});
  if (world.clients.OpenCall(*client) != nullptr) {
    due_.push_back({.verb = Verb::kAbandon, .client = *client});
  }
}

// To few voters: the leader alone, with another one, all but the leader, or any
// of the members. The others stay as learners: removed ids never come back.
void Eager::Change(const World& world, raft::NodeId node) {
  const uint64_t members = MembersOf(world.replica(node).configuration());
  const uint64_t other = BitOf(1 + random_.Below(world.setup().total()));
  const uint64_t some = random_.Next();
  const raft::JointVoters& now = world.replica(node).configuration().voters;
  // Who votes alone is replaced often: then the halves have nobody in common.
  const bool alone = now.incoming.size() == 1 && !now.joint();
  uint64_t voters = 0;
  switch (random_.Below(alone ? 4 : 8)) {
    case 0:
    case 1:
      voters = members & ~BitOf(node);
      break;
    case 2:
      voters = BitOf(node) | other;
      break;
    case 4:
    case 5:
      voters = BitOf(node);
      break;
    default:
      voters = members & some;
  }
  voters &= members;
  if (voters == 0) return;
  // Joint in three of four, and left by hand in two of these.
  const uint64_t transition = std::min<uint64_t>(random_.Below(4), 2);
  due_.push_back({.verb = Verb::kReconfigure,
                  .node = node,
                  .nth = transition,
                  .key = members & ~voters,
                  .option = voters});
}

void Eager::AskOlderLeader(const World& world) {
  const uint64_t older = leaders_ & ~BitOf(NewestOf(world, leaders_));
  const uint64_t total = world.setup().total();
  raft::NodeId node = 1 + random_.Below(total);
  while ((older & BitOf(node)) == 0) node = 1 + node % total;
  const auto client = FreeClient(world);
  if (!client) return;
  const uint64_t key = random_.Below(world.setup().keys);
  due_.push_back(
      {.verb = Verb::kRead, .node = node, .client = *client, .key = key});
  if (world.clients.OpenCall(*client) != nullptr) {
    due_.push_back({.verb = Verb::kAbandon, .client = *client});
  }
}

raft::NodeId Eager::DrawLeader(const World& world) {
  const uint64_t total = world.setup().total();
  raft::NodeId node = 1 + random_.Below(total);
  while ((leaders_ & BitOf(node)) == 0) node = 1 + node % total;
  return node;
}

void Eager::ChangeHalfDone(const World& world) {
  const raft::NodeId node = DrawLeader(world);
  if (!world.replica(node).configuration().voters.joint()) {
    Change(world, node);
  } else if (random_.Below(2) == 0) {
    due_.push_back({.verb = Verb::kLeave, .node = node});
  }
}

// A leader that hears that a snapshot was lost sends the next one while the
// first is still being written.
void Eager::SendAgain(const World& world) {
  const uint64_t total = world.setup().total();
  const raft::NodeId node = 1 + random_.Below(total);
  const Replica& replica = world.replica(node);
  if (replica.leads()) {
    const raft::NodeId first = random_.Below(total);
    for (raft::NodeId i = 0; i < total; ++i) {
      const raft::NodeId peer = 1 + (first + i) % total;
      if (!replica.AwaitsSnapshot(peer)) continue;
      const Fared fared = random_.Below(4) == 0 ? Fared::kWell : Fared::kBadly;
      due_.push_back({.verb = Verb::kReport,
                      .node = node,
                      .peer = peer,
                      .option = static_cast<uint64_t>(fared)});
      break;
    }
  }
  if (replica.CanCompact()) {
    due_.push_back({.verb = Verb::kCompact, .node = node});
  }
}

}  // namespace harness
