#include "harness/strategy/turns.h"

#include <utility>

#include "harness/action/work.h"
#include "harness/strategy/large.h"

namespace harness {
namespace {

// One action in so many is not the group's.
constexpr uint64_t kOthersOneIn = 8;
// From hardly a vote to an election and some entries.
constexpr uint64_t kShortest = 8;
constexpr uint64_t kLengths = 5;  // Each twice as long as the one before.
// There are 2, 3 or 4 casts, and one turn in so many has a new one.
constexpr uint64_t kFewestCasts = 2;
constexpr uint64_t kMostCasts = 4;
constexpr uint64_t kNewCastOneIn = 16;
// In one turn of so many those who hear nobody do what is theirs to do.
constexpr uint64_t kOthersWorkOneIn = 4;

bool In(uint64_t mask, raft::NodeId id) { return (mask >> (id - 1) & 1) != 0; }

// True of a leader whose membership is joint.
bool IsInJoint(const Replica& replica) {
  return replica.leads() && replica.configuration().voters.joint();
}

RandomWalk DrawOthers(const Setup& setup, Random& random) {
  const Weights weights = WithoutFlow(DrawWeights(setup, random));
  return RandomWalk(weights, Random(random.Next()));
}

}  // namespace

Turns::Turns(const Setup& setup, Random random)
    : random_(random),
      others_(DrawOthers(setup, random_)),
      in_order_(random_.Below(2) == 0),
      cuts_(random_.Below(2) == 0),
      casts_(kFewestCasts + random_.Below(kMostCasts - kFewestCasts + 1)) {
  for (Cast& cast : casts_) cast = DrawCast(setup.total());
}

// All of the group, some, one or none of it.
uint64_t Turns::DrawLogs(uint64_t group, uint64_t total) {
  const uint64_t draw = random_.Below(3);
  if (draw == 0) return group;
  if (draw == 1) return group & random_.Next();
  return uint64_t{1} << random_.Below(total);
}

Turns::Cast Turns::DrawCast(uint64_t total) {
  const uint64_t subsets = uint64_t{1} << total;
  Cast cast;
  cast.first = 1 + random_.Below(total);
  cast.group = random_.Below(subsets) | uint64_t{1} << (cast.first - 1);
  // Mostly enough of them to elect one.
  if (random_.Below(4) != 0) cast.group |= random_.Below(subsets);
  cast.logs = DrawLogs(cast.group, total);
  return cast;
}

// All, all but who wants to lead, or some. A leader in a joint membership often
// is the last to apply that it is left.
uint64_t Turns::DrawApplies(const World& world) {
  const uint64_t draw = random_.Below(4);
  const uint64_t some = random_.Next();
  const uint64_t others = ~(uint64_t{1} << (now_.first - 1));
  if (draw == 0) return others;
  if (draw == 1) return some;
  return draw == 2 && IsInJoint(world.replica(now_.first)) ? others
                                                           : ~uint64_t{0};
}

// Where a leader is in a joint membership, one half of it is alone, in most
// cases without that leader: what the other half does is for the other half to
// know. If somebody has left it before the leader has, it is the new half, and
// that one wants to lead.
void Turns::DrawAlongJoint(const World& world) {
  const uint64_t total = world.setup().total();
  raft::NodeId leader = 1 + random_.Below(total);
  for (uint64_t i = 0; i < total && !IsInJoint(world.replica(leader)); ++i) {
    leader = 1 + leader % total;
  }
  const Replica& replica = world.replica(leader);
  if (!IsInJoint(replica)) return;
  const raft::JointVoters& voters = replica.configuration().voters;
  uint64_t left = 0;
  for (const raft::NodeId id : voters.incoming) {
    const Replica& other = world.replica(id);
    if (other.up() && other.applied() > replica.applied() &&
        !other.configuration().voters.joint()) {
      left |= uint64_t{1} << (id - 1);
    }
  }
  const bool incoming = random_.Below(2) == 0 || left != 0;
  const bool with_leader = random_.Below(4) == 0 && left == 0;
  Cast cast;
  for (const raft::NodeId id : incoming ? voters.incoming : voters.outgoing) {
    if (id == leader && !with_leader) continue;
    cast.group |= uint64_t{1} << (id - 1);
  }
  if (cast.group == 0) return;
  const uint64_t wanting = left != 0 ? left : cast.group;
  cast.first = 1 + random_.Below(total);
  while (!In(wanting, cast.first)) cast.first = 1 + cast.first % total;
  cast.logs = cast.group;
  now_ = cast;
}

void Turns::Begin(const World& world) {
  const uint64_t total = world.setup().total();
  const uint64_t all = (uint64_t{1} << total) - 1;
  Cast& drawn = casts_[random_.Below(casts_.size())];
  if (random_.Below(kNewCastOneIn) == 0) drawn = DrawCast(total);
  now_ = drawn;
  if (random_.Below(2) == 0) DrawAlongJoint(world);
  others_work_ = random_.Below(kOthersWorkOneIn) == 0;
  applies_ = DrawApplies(world);
  parted_ = true;  // Not before it was not.
  left_ = kShortest << random_.Below(kLengths);
  // Who has heard of a leader of late may not vote until its own time is up.
  const bool all_want = random_.Below(4) == 0;
  opening_.assign(1, {.verb = Verb::kTimeout, .node = now_.first});
  for (raft::NodeId id = 1; id <= total; ++id) {
    if (!In(now_.group, id)) continue;
    if (all_want && id != now_.first) {
      opening_.push_back({.verb = Verb::kTimeout, .node = id});
    }
    if (!world.replica(id).up() && random_.Below(4) != 0) {
      opening_.push_back({.verb = Verb::kRestart, .node = id});
    }
  }
  if (!cuts_) return;
  const uint64_t mask = In(now_.group, 1) ? now_.group : all & ~now_.group;
  if (mask != all) {
    opening_.push_back({.verb = Verb::kPartition, .option = mask});
  }
  opening_.push_back({.verb = Verb::kMend});
}

std::optional<MessageName> Turns::Pick(const World& world, raft::NodeId from,
                                       raft::NodeId to) {
  const auto messages = world.network.On(from, to);
  const size_t start =
      in_order_ || messages.empty() ? 0 : random_.Below(messages.size());
  for (size_t i = start; i < messages.size(); ++i) {
    if (!In(now_.logs, to) && IsLarge(messages[i].type)) continue;
    return world.network.NameOn(from, to, i);
  }
  return std::nullopt;
}

void Turns::FindFlow(const World& world) {
  flow_.clear();
  const uint64_t total = world.setup().total();
  for (raft::NodeId to = 1; to <= total; ++to) {
    const bool plays = In(now_.group, to);
    for (const Work& work : kWork) {
      if (!plays && !others_work_) break;
      if (plays && work.verb == Verb::kApply && !In(applies_, to)) continue;
      if (!(world.replica(to).*work.can)()) continue;
      flow_.push_back({.verb = work.verb, .node = to});
    }
    if (!plays) continue;
    for (raft::NodeId from = 1; from <= total; ++from) {
      if (!In(now_.group, from)) continue;
      if (const auto message = Pick(world, from, to)) {
        flow_.push_back(Action::About(Verb::kDeliver, *message));
      }
    }
  }
}

// True once, when a joint membership begins or ends for who wants to lead and
// not yet for another one of the group, or the other way round.
bool Turns::Parts(const World& world) {
  const Replica& leader = world.replica(now_.first);
  if (!leader.leads()) return parted_ = false;
  const bool joint = leader.configuration().voters.joint();
  bool parted = false;
  for (raft::NodeId id = 1; id <= world.setup().total(); ++id) {
    const Replica& other = world.replica(id);
    if (!In(now_.group, id) || !other.up()) continue;
    parted |= other.configuration().voters.joint() != joint;
  }
  return !std::exchange(parted_, parted) && parted;
}

Action Turns::Next(const World& world) {
  if (left_ != 0 && Parts(world) && random_.Below(4) != 0) left_ = 0;
  if (left_ == 0) Begin(world);
  --left_;
  if (!opening_.empty()) {
    const Action action = opening_.back();
    opening_.pop_back();
    return action;
  }
  if (random_.Below(kOthersOneIn) == 0) return others_.Next(world);
  FindFlow(world);
  if (flow_.empty()) {
    // Whoever refused it a vote told it the term that it has to beat.
    if (!world.replica(now_.first).leads()) {
      opening_.push_back({.verb = Verb::kTimeout, .node = now_.first});
    }
    left_ /= 4;  // There is little left to wait for.
    return others_.Next(world);
  }
  return flow_[random_.Below(flow_.size())];
}

}  // namespace harness
