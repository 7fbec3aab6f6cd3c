#include "harness/action/demands.h"

#include <fmt/format.h>

#include <algorithm>

namespace harness {
namespace {

constexpr uint64_t kTimeouts = 40;
constexpr uint64_t kTransfers = 5;  // Tries, an election timeout each.
// Three timeouts and a heartbeat.
constexpr uint64_t kTimeoutsToBeHeard = 4;

uint64_t LongestTimeout(const Setup& setup) { return 2 * setup.election_tick; }

// A member of `ids` in the core that has not applied what the leader has.
std::string MissingOn(const World& world, const Outside& outside,
                      const raft::IdList& ids, raft::NodeId leader) {
  const raft::Index applied = world.replica(leader).View().applied;
  for (const raft::NodeId id : ids) {
    if (!world.Knows(id) || !outside.IsCore(id)) continue;
    const invariants::NodeView view = world.replica(id).View();
    if (!view.up || view.applied == applied) continue;
    return fmt::format("node {} has applied {} entries, leader {} {}", id,
                       view.applied, leader, applied);
  }
  return {};
}

std::string MissingAnswer(const World& world) {
  for (uint64_t client = 1; client <= world.clients.count(); ++client) {
    const Call* call = world.clients.OpenCall(client);
    if (call == nullptr) continue;
    return fmt::format("client {} has no answer to its {}", client,
                       call->is_read ? "read" : "write");
  }
  return {};
}

// Hands the leadership over to one voter.
class Transfer {
 public:
  Transfer(const World& world, const Outside& outside, Rounds& rounds)
      : world_(world), outside_(outside), rounds_(rounds) {}

  std::string Run() {
    const raft::NodeId leader = rounds_.Leader();
    heir_ = leader == raft::kNone ? raft::kNone : HeirOf(leader);
    if (heir_ == raft::kNone) return {};
    const uint64_t last = rounds_.passed() + HandOverBound(world_.setup());
    while (!Done() && quiet_tries_ <= kTransfers && rounds_.passed() < last) {
      rounds_.Pass([this] { return Done(); });
    }
    if (rounds_.over() || rounds_.Leader() == heir_) return {};
    return fmt::format("leader {} does not hand over to node {}", leader,
                       heir_);
  }

 private:
  // The last voter in the core that has all entries.
  raft::NodeId HeirOf(raft::NodeId leader) const {
    raft::NodeId heir = raft::kNone;
    for (const raft::NodeId id : world_.replica(leader).membership().voters) {
      if (id == leader || !IsHealthy(id)) continue;
      const invariants::NodeView view = world_.replica(id).View();
      if (view.applied == world_.replica(leader).View().last_index) heir = id;
    }
    return heir;
  }

  bool IsHealthy(raft::NodeId id) const {
    return world_.Knows(id) && outside_.IsCore(id) && world_.replica(id).up();
  }

  // True if the heir leads or the phase is over. Asks if it is time to.
  bool Done() {
    if (rounds_.over()) return true;
    const raft::NodeId leader = rounds_.Leader();
    if (leader == heir_ || leader == raft::kNone) return leader == heir_;
    const raft::Term term = world_.replica(leader).View().term;
    const bool again =
        rounds_.passed() >= asked_at_ + world_.setup().election_tick;
    if (term == asked_term_ && !again) return false;
    asked_term_ = term;
    asked_at_ = rounds_.passed();
    quiet_tries_ += AllAreIn(term, leader);
    rounds_.Do({.verb = Verb::kTransfer, .node = leader, .peer = heir_});
    rounds_.Drain();
    return rounds_.over() || rounds_.Leader() == heir_;
  }

  bool AllAreIn(raft::Term term, raft::NodeId leader) const {
    const raft::IdList& voters = world_.replica(leader).membership().voters;
    return std::all_of(voters.begin(), voters.end(), [&](raft::NodeId id) {
      return !IsHealthy(id) || world_.replica(id).View().term == term;
    });
  }

  const World& world_;
  const Outside& outside_;
  Rounds& rounds_;
  raft::NodeId heir_ = raft::kNone;
  raft::Term asked_term_ = 0;  // Of the last leader that was asked.
  uint64_t asked_at_ = 0;      // Rounds.
  uint64_t quiet_tries_ = 0;
};

}  // namespace

std::string Missing(const World& world, const Outside& outside,
                    const Rounds& rounds) {
  const raft::NodeId leader = rounds.Leader();
  if (leader == raft::kNone) return "nobody leads";
  if (std::string missing = MissingAnswer(world); !missing.empty()) {
    return missing;
  }
  if (!rounds.wrote()) return "no new write was asked for";
  const Replica& first = world.replica(leader);
  const invariants::NodeView ahead = first.View();
  if (ahead.applied < ahead.commit || ahead.commit < ahead.last_index) {
    return fmt::format(
        "leader {} has entries up to {}, committed {} and "
        "applied {}",
        leader, ahead.last_index, ahead.commit, ahead.applied);
  }
  const raft::ConfState& members = first.membership();
  if (members.auto_leave) return "a joint membership is not left";
  for (const raft::IdList* ids :
       {&members.voters, &members.voters_outgoing, &members.learners}) {
    std::string missing = MissingOn(world, outside, *ids, leader);
    if (!missing.empty()) return missing;
  }
  return {};
}

raft::Index HighestCommit(const World& world, const Outside& outside) {
  raft::Index highest = 0;
  ForEachUp(world, [&](raft::NodeId id) {
    if (!outside.IsCore(id)) return;
    highest = std::max(highest, world.replica(id).View().commit);
  });
  return highest;
}

std::string MissingCommit(const World& world, const Outside& outside,
                          raft::Index before) {
  if (HighestCommit(world, outside) > before) return {};
  return fmt::format("nothing commits after entry {}", before);
}

std::string HandOver(const World& world, const Outside& outside,
                     Rounds& rounds) {
  return Transfer(world, outside, rounds).Run();
}

uint64_t ElectionBound(const Setup& setup) {
  return kTimeouts * LongestTimeout(setup);
}

uint64_t HandOverBound(const Setup& setup) {
  return kTimeoutsToBeHeard * LongestTimeout(setup) + ElectionBound(setup);
}

}  // namespace harness
