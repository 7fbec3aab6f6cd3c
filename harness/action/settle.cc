#include "harness/action/settle.h"

#include <string>
#include <vector>

#include "harness/action/core.h"
#include "harness/action/demands.h"

namespace harness {
namespace {

constexpr uint64_t kKeepAll = 1000000;  // Operations.

// The links as they are to be, and what stays on them.
class Links {
 public:
  Links(const World& world, const Outside& outside) {
    const uint64_t total = world.setup().total();
    for (raft::NodeId from = 1; from <= total; ++from) {
      for (raft::NodeId to = 1; to <= total; ++to) {
        if (from == to) continue;
        const bool was_cut = world.network.IsCut(from, to);
        if (Severs(outside, from, to, was_cut)) severed_.push_back({from, to});
      }
    }
  }

  // After all links are healed.
  void CutThem(const World& world, Rounds& rounds) const {
    for (const auto& [from, to] : severed_) {
      rounds.Do({.verb = Verb::kCut, .node = from, .peer = to});
      while (!rounds.over() && !world.network.On(from, to).empty()) {
        rounds.Do(
            Action::About(Verb::kDrop, world.network.NameOn(from, to, 0)));
      }
    }
  }

 private:
  struct Link {
    raft::NodeId from;
    raft::NodeId to;
  };
  std::vector<Link> severed_;
};

void StopAndStart(const World& world, const Outside& outside, Rounds& rounds) {
  // A disk that is about to fail has done so before.
  ForEachUp(world, [&](raft::NodeId id) {
    if (world.replica(id).failing()) {
      rounds.Do({.verb = Verb::kCrash, .node = id});
    }
  });
  for (raft::NodeId id = 1; id <= world.setup().total(); ++id) {
    const Replica& replica = world.replica(id);
    const bool down = outside.faults[id - 1] == Fault::kDown;
    if (replica.up() && down) {
      rounds.Do({.verb = Verb::kCrash, .node = id, .option = kKeepAll});
    } else if (!replica.up() && !replica.broken() && !down) {
      rounds.Do({.verb = Verb::kRestart, .node = id});
    }
  }
}

}  // namespace

uint64_t SettleBound(const Setup& setup, bool somebody_is_deaf) {
  const uint64_t bound = ElectionBound(setup) + setup.max_skew;
  if (!somebody_is_deaf) return bound;
  return bound + 2 * setup.election_tick + setup.max_skew;
}

SettleResult Settle(World& world, const SettleOption& option, Doer& doer,
                    const SettleWatch& watch) {
  const Outside outside = ChooseOutside(world, option, doer);
  const Links links(world, outside);
  Rounds rounds(world, outside, doer, watch);
  rounds.Do({.verb = Verb::kMend});
  links.CutThem(world, rounds);
  StopAndStart(world, outside, rounds);
  // What was in flight may tell of older commits.
  if (outside.frayed) rounds.Drain();
  const raft::Index before = HighestCommit(world, outside);
  SettleResult result;
  invariants::Settled& settled = result.settled;
  settled.bound = SettleBound(world.setup(), outside.deaf || outside.frayed);
  while (!rounds.over()) {
    settled.missing = outside.frayed ? MissingCommit(world, outside, before)
                                     : Missing(world, outside, rounds);
    if (settled.missing.empty() || rounds.passed() == settled.bound) break;
    rounds.Pass();
  }
  if (settled.missing.empty() && !outside.frayed && !rounds.over()) {
    settled.missing = HandOver(world, outside, rounds);
  }
  const std::string storm = rounds.Storm();
  if (!storm.empty()) settled.missing = storm;
  settled.rounds = rounds.passed();
  result.violation = rounds.violation();
  result.interrupted = rounds.interrupted();
  return result;
}

}  // namespace harness
