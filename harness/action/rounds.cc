#include "harness/action/rounds.h"

#include <fmt/format.h>

#include "harness/action/work.h"

namespace harness {
namespace {

constexpr uint64_t kKeepAll = 1000000;  // Operations.

}  // namespace

void Rounds::Do(const Action& action) {
  if (over()) return;
  ++actions_;
  violation_ = doer_.Apply(world_, action);
  if (watch_.each) watch_.each(world_, action);
}

bool Rounds::interrupted() const {
  return watch_.interrupted != nullptr &&
         watch_.interrupted->load(std::memory_order_relaxed);
}

bool Rounds::over() const {
  return violation_.has_value() || storm_ || interrupted();
}

std::string Rounds::Storm() const {
  if (!storm_) return {};
  return fmt::format("round {} does not come to rest within {} actions",
                     passed_, kActionsInRound);
}

void Rounds::Pass(const std::function<bool()>& after_tick) {
  ++passed_;
  actions_ = 0;
  for (raft::NodeId id = 1; id <= world_.setup().total(); ++id) {
    if (!world_.replica(id).up()) continue;
    if (world_.MayTick(id, 1)) Do({.verb = Verb::kTick, .node = id});
    Drain();
    if (over() || (after_tick && after_tick())) return;
  }
  const raft::NodeId leader = Leader();
  if (leader == raft::kNone) return;
  StopIfRemoved(leader);
  if (!world_.replica(leader).up()) return;
  ReportLostSnapshots(leader);
  // Clients are patient: what they ask for twice is carried twice.
  if (passed_ % world_.setup().election_tick == 1) Ask(leader);
  Drain();
}

void Rounds::Drain() {
  bool busy = true;
  while (busy && !over()) {
    if (actions_ >= kActionsInRound) {
      storm_ = true;
      return;
    }
    busy = false;
    ForEachUp(world_, [&](raft::NodeId id) {
      for (const auto& [verb, can] : kWork) {
        if (!(world_.replica(id).*can)()) continue;
        Do({.verb = verb, .node = id});
        busy = true;
      }
    });
    for (size_t left = world_.network.in_flight(); left > 0; --left) {
      if (world_.network.in_flight() == 0) break;
      Do(Action::About(Verb::kDeliver, world_.network.NameOf(0)));
      busy = true;
    }
  }
}

// As applications do with a node that was removed, once the others had time to
// hear of it: even one that has to campaign for that.
void Rounds::StopIfRemoved(raft::NodeId leader) {
  if (world_.replica(leader).configuration().voters.Contains(leader)) return;
  if (++removed_rounds_ <= 4 * world_.setup().election_tick) return;
  Do({.verb = Verb::kCrash, .node = leader, .option = kKeepAll});
}

// As a transport does, for snapshots of which nothing was heard. A newer one
// is made before: nobody takes one of a time before it was a member.
void Rounds::ReportLostSnapshots(raft::NodeId leader) {
  for (raft::NodeId peer = 1; peer <= world_.setup().total(); ++peer) {
    if (!outside_.IsCore(peer)) continue;
    if (!world_.replica(leader).AwaitsSnapshot(peer)) continue;
    Do({.verb = Verb::kCompact, .node = leader});
    Do({.verb = Verb::kReport,
        .node = leader,
        .peer = peer,
        .option = static_cast<uint64_t>(Fared::kBadly)});
  }
}

void Rounds::Ask(raft::NodeId leader) {
  bool open = false;
  for (uint64_t client = 1; client <= world_.clients.count(); ++client) {
    if (world_.clients.OpenCall(client) == nullptr) continue;
    open = true;
    Do({.verb = Verb::kRetry, .node = leader, .client = client});
  }
  if (open || wrote_) return;
  wrote_ = true;
  Do({.verb = Verb::kPropose, .node = leader, .client = 1});
}

raft::NodeId Rounds::Leader() const {
  raft::NodeId leader = raft::kNone;
  raft::Term term = 0;
  ForEachUp(world_, [&](raft::NodeId id) {
    if (!outside_.IsCore(id)) return;
    const invariants::NodeView view = world_.replica(id).View();
    if (view.role != raft::Role::kLeader || view.term < term) return;
    leader = id;
    term = view.term;
  });
  return leader;
}

}  // namespace harness
