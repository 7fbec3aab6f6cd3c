#include "harness/strategy/random_walk.h"

#include <algorithm>

#include "harness/action/batch.h"
#include "harness/action/change.h"
#include "harness/action/work.h"

namespace harness {
namespace {

struct Weight {
  Verb verb;
  uint32_t weight;
};

constexpr Weight kWeights[] = {
    {Verb::kDeliver, 5000}, {Verb::kDrop, 120},       {Verb::kDuplicate, 120},
    {Verb::kTick, 600},     {Verb::kTimeout, 40},     {Verb::kBeat, 500},
    {Verb::kCrash, 25},     {Verb::kRestart, 60},     {Verb::kCut, 25},
    {Verb::kHeal, 60},      {Verb::kPropose, 500},    {Verb::kRetry, 150},
    {Verb::kRead, 200},     {Verb::kAbandon, 20},     {Verb::kCompact, 60},
    {Verb::kChange, 25},    {Verb::kTransfer, 15},    {Verb::kForget, 5},
    {Verb::kCampaign, 10},  {Verb::kReport, 60},      {Verb::kUnreachable, 10},
    {Verb::kFail, 6},       {Verb::kIsolate, 6},      {Verb::kPartition, 6},
    {Verb::kMend, 25},      {Verb::kReconfigure, 12}, {Verb::kLeave, 15},
    {Verb::kBatch, 30},
};

// The work of a node that is split into actions, as often as there is some.
constexpr Weight kDriveWeights[] = {
    {Verb::kReady, 4000}, {Verb::kSync, 3000}, {Verb::kApply, 2000}};
constexpr uint32_t kHearWeight = 3000;

constexpr uint64_t kNobodyOneIn = 32;   // Changes that name nobody.
constexpr uint64_t kNoVoterOneIn = 32;  // Reconfigurations without a voter.

// Without these nothing happens at all.
bool MayBeLeftOut(Verb verb) {
  if (IsWork(verb)) return false;
  switch (verb) {
    case Verb::kDeliver:
    case Verb::kTick:
    case Verb::kTimeout:
    case Verb::kRestart:
    case Verb::kPropose:
      return false;
    default:
      return true;
  }
}

}  // namespace

Weights DefaultWeights(const Setup& setup) {
  Weights weights{};
  for (const auto& [verb, weight] : kWeights) {
    weights[static_cast<size_t>(verb)] = weight;
  }
  if (setup.drive != static_cast<uint64_t>(Drive::kAtomic)) {
    for (const auto& [verb, weight] : kDriveWeights) {
      weights[static_cast<size_t>(verb)] = weight;
    }
  }
  // Without somebody to add or to lose, membership stays as it is.
  if (setup.total() == 1) {
    for (const Verb verb : {Verb::kChange, Verb::kReconfigure, Verb::kLeave,
                            Verb::kTransfer, Verb::kReport}) {
      weights[static_cast<size_t>(verb)] = 0;
    }
  }
  if (setup.drive == static_cast<uint64_t>(Drive::kLate)) {
    weights[static_cast<size_t>(Verb::kHear)] = kHearWeight;
  }
  if (setup.reuse_ids != 0) weights[static_cast<size_t>(Verb::kWipe)] = 20;
  return weights;
}

Weights DrawWeights(const Setup& setup, Random& random) {
  Weights weights = DefaultWeights(setup);
  for (size_t verb = 0; verb < kVerbs; ++verb) {
    const uint64_t shift = random.Below(10);
    const bool left_out = random.Below(12) == 0;
    if (weights[verb] == 0) continue;
    weights[verb] = std::max<uint32_t>((weights[verb] << 4) >> shift, 1);
    if (left_out && MayBeLeftOut(static_cast<Verb>(verb))) weights[verb] = 0;
  }
  return weights;
}

Weights WithoutFlow(Weights weights) {
  weights[static_cast<size_t>(Verb::kDeliver)] = 0;
  for (const Work& work : kWork) weights[static_cast<size_t>(work.verb)] = 0;
  return weights;
}

RandomWalk::RandomWalk(const Weights& weights, Random random)
    : weights_(weights), random_(random) {
  for (const uint32_t weight : weights_) total_ += weight;
}

Verb RandomWalk::DrawVerb() {
  uint64_t place = random_.Below(total_);
  size_t verb = 0;
  while (place >= weights_[verb]) place -= weights_[verb++];
  return static_cast<Verb>(verb);
}

raft::NodeId RandomWalk::DrawNode(const World& world) {
  return 1 + random_.Below(world.setup().total());
}

// Mostly a leader, if there is one: elsewhere a proposal seldom gets far.
raft::NodeId RandomWalk::DrawLeader(const World& world) {
  const raft::NodeId node = DrawNode(world);
  if (random_.Below(4) == 0) return node;
  for (raft::NodeId i = 0; i < world.setup().total(); ++i) {
    const raft::NodeId candidate = 1 + (node - 1 + i) % world.setup().total();
    if (world.replica(candidate).leads()) return candidate;
  }
  return node;
}

Action RandomWalk::DrawCall(const World& world, Verb verb) {
  Action action{.verb = verb};
  action.client = 1 + random_.Below(world.clients.count());
  // Retries need an open call, new calls need none: take what fits.
  const bool open = world.clients.OpenCall(action.client) != nullptr;
  if (verb != Verb::kAbandon && open) action.verb = Verb::kRetry;
  if (verb == Verb::kRetry && !open) action.verb = Verb::kPropose;
  if (verb == Verb::kAbandon) return action;
  action.node = DrawLeader(world);
  if (action.verb == Verb::kRetry) return action;
  action.key = random_.Below(world.setup().keys);
  if (action.verb == Verb::kPropose) action.option = random_.Below(3);
  return action;
}

// A membership change may go astray only on its way to the leader: then it is
// refused when it is applied.
raft::NodeId RandomWalk::DrawChanger(const World& world) {
  return random_.Below(2) == 0 ? DrawNode(world) : DrawLeader(world);
}

Action RandomWalk::DrawChange(const World& world) {
  Action action{.verb = Verb::kChange};
  action.node = DrawChanger(world);
  // Now and then it names nobody.
  action.peer = random_.Below(kNobodyOneIn) == 0 ? 0 : DrawNode(world);
  const Replica& replica = world.replica(action.node);
  if (!replica.up()) return action;
  const raft::Configuration& members = replica.configuration();
  const bool voter = members.voters.Contains(action.peer);
  const uint64_t draw = random_.Below(4);
  auto change = Change::kAddVoter;
  if (voter) {
    // Removed ids never come back, so most changes keep the node.
    change = draw == 0 ? Change::kRemove : Change::kAddLearner;
  } else if (draw == 0) {
    change = Change::kAddLearner;
  }
  action.option = static_cast<uint64_t>(change);
  return action;
}

// Every node stays what it is, or becomes something else now and then.
Action RandomWalk::DrawReconfiguration(const World& world) {
  Action action{.verb = Verb::kReconfigure, .node = DrawChanger(world)};
  const Replica& replica = world.replica(action.node);
  if (!replica.up()) return action;
  const raft::Configuration& members = replica.configuration();
  for (raft::NodeId id = 1; id <= world.setup().total(); ++id) {
    const uint64_t bit = uint64_t{1} << (id - 1);
    uint64_t part = members.voters.Contains(id)            ? 0
                    : raft::Contains(members.learners, id) ? 1
                                                           : 2;
    // Removed ids never come back, so most who leave become learners.
    if (random_.Below(3) == 0)
      part = random_.Below(8) == 0 ? 2 : random_.Below(2);
    if (part == 2 && members.voters.Contains(id) && !world.MayJoin(id))
      part = 0;
    if (part == 0) action.option |= bit;
    if (part == 1) action.key |= bit;
  }
  action.nth = random_.Below(3);
  if (random_.Below(kNoVoterOneIn) == 0) {
    action.key |= action.option;
    action.option = 0;
  }
  return action;
}

// Several calls, and every other time also changes of one kind.
Action RandomWalk::DrawBatch(const World& world) {
  Action action{.verb = Verb::kBatch, .node = DrawLeader(world)};
  if (!world.replica(action.node).up()) return action;
  action.option = random_.Below(uint64_t{1} << world.clients.count());
  if (random_.Below(2) == 0) {
    const uint64_t nodes = uint64_t{1} << world.setup().total();
    action.key = random_.Below(nodes);
    action.key &= random_.Below(nodes);
    // Removed ids never come back.
    const uint64_t draw = random_.Below(16);
    const auto change = draw == 0  ? Change::kRemove
                        : draw < 8 ? Change::kAddVoter
                                   : Change::kAddLearner;
    action.nth = static_cast<uint64_t>(change);
  }
  return Fitting(world, action);
}

bool RandomWalk::IsBusy(const World& world, const Replica& replica, Verb verb) {
  if (const Work* work = FindWork(verb)) return (replica.*work->can)();
  switch (verb) {
    case Verb::kRestart:
    case Verb::kWipe:
      return !replica.up();
    case Verb::kReport:
      for (raft::NodeId peer = 1; peer <= world.setup().total(); ++peer) {
        if (replica.AwaitsSnapshot(peer)) return true;
      }
      return false;
    case Verb::kLeave:
      return replica.leads() &&
             ChangeOf(world, {.verb = verb, .node = replica.id()}).has_value();
    default:
      return false;
  }
}

bool RandomWalk::NeedsBusy(Verb verb) {
  return IsWork(verb) || verb == Verb::kRestart || verb == Verb::kReport ||
         verb == Verb::kLeave || verb == Verb::kWipe;
}

// A node to which the verb can happen; none if there is no such node.
raft::NodeId RandomWalk::DrawBusy(const World& world, Verb verb) {
  const raft::NodeId node = DrawNode(world);
  for (raft::NodeId i = 0; i < world.setup().total(); ++i) {
    const raft::NodeId candidate = 1 + (node - 1 + i) % world.setup().total();
    if (IsBusy(world, world.replica(candidate), verb)) return candidate;
  }
  return raft::kNone;
}

// A report about one of the snapshots that the node has sent.
Action RandomWalk::DrawReport(const World& world, raft::NodeId node) {
  Action action{.verb = Verb::kReport, .node = node};
  const uint64_t total = world.setup().total();
  const uint64_t start = random_.Below(total);
  for (raft::NodeId i = 0; i < total; ++i) {
    action.peer = 1 + (start + i) % total;
    if (world.replica(node).AwaitsSnapshot(action.peer)) break;
  }
  action.option = random_.Below(2);
  return action;
}

Action RandomWalk::Next(const World& world) {
  for (int tries = 0; tries < 4; ++tries) {
    const Verb verb = DrawVerb();
    if (!NeedsBusy(verb)) return Draw(world, verb);
    const raft::NodeId node = DrawBusy(world, verb);
    if (node == raft::kNone) continue;
    if (verb == Verb::kReport) return DrawReport(world, node);
    return {.verb = verb, .node = node};
  }
  return {.verb = Verb::kTick, .node = DrawNode(world)};
}

Action RandomWalk::Draw(const World& world, Verb verb) {
  switch (verb) {
    case Verb::kDeliver:
    case Verb::kDrop:
    case Verb::kDuplicate: {
      const size_t in_flight = world.network.in_flight();
      if (in_flight == 0) break;
      return Action::About(verb,
                           world.network.NameOf(random_.Below(in_flight)));
    }
    case Verb::kPropose:
    case Verb::kRetry:
    case Verb::kRead:
    case Verb::kAbandon:
      return DrawCall(world, verb);
    case Verb::kChange:
      return DrawChange(world);
    case Verb::kReconfigure:
      return DrawReconfiguration(world);
    case Verb::kBatch:
      return DrawBatch(world);
    case Verb::kMend:
      return {.verb = verb};
    case Verb::kPartition:
      return {
          .verb = verb,
          .option = 1 | random_.Below(uint64_t{1} << world.setup().total())};
    case Verb::kTransfer:
    case Verb::kUnreachable: {
      Action action{.verb = verb, .node = DrawLeader(world)};
      action.peer = DrawNode(world);
      return action;
    }
    case Verb::kCompact:
      // Mostly nothing is kept: then others need the snapshot.
      return {.verb = verb,
              .node = DrawNode(world),
              .option = random_.Below(4) == 0 ? random_.Below(8) : 0};
    case Verb::kCut:
    case Verb::kHeal: {
      Action action{.verb = verb, .node = DrawNode(world)};
      action.peer = DrawNode(world);
      return action;
    }
    case Verb::kFail:
    case Verb::kCrash: {
      // Mostly one that has something to lose.
      Action action{.verb = verb, .node = DrawNode(world)};
      const raft::NodeId busy = DrawBusy(world, Verb::kSync);
      if (busy != raft::kNone && random_.Below(4) != 0) action.node = busy;
      const size_t unsynced = world.replica(action.node).unsynced();
      action.option = random_.Below(unsynced + 1);
      return action;
    }
    case Verb::kBeat:
      return {.verb = verb, .node = DrawLeader(world)};
    default:
      return {.verb = verb, .node = DrawNode(world)};
  }
  return {.verb = Verb::kTick, .node = DrawNode(world)};
}

}  // namespace harness
