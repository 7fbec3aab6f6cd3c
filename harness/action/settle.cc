#include "harness/action/settle.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "harness/action/apply.h"
#include "harness/action/work.h"

namespace harness {
namespace {

// A round that never comes to rest is as bad as no progress at all.
constexpr uint64_t kActionsInRound = 100000;
// Of three nodes of which only one can win, one that cannot may be first to
// campaign many times in a row; of so many it is not.
constexpr uint64_t kTimeouts = 40;
constexpr uint64_t kTransfers = 5;      // Tries, an election timeout each.
constexpr uint64_t kKeepAll = 1000000;  // Operations.

bool HasQuorum(const raft::IdList& voters, uint64_t mask) {
  size_t there = 0;
  for (const raft::NodeId id : voters) there += mask >> (id - 1) & 1;
  return voters.empty() || there > voters.size() / 2;
}

class Settler {
 public:
  Settler(World& world, Applier& applier,
          std::optional<invariants::Violation>& violation)
      : world_(world), applier_(applier), violation_(violation) {}

  invariants::Settled Run(Settling settling) {
    Do({.verb = Verb::kMend});
    // A disk that is about to fail has done so before.
    ForEachUp([&](raft::NodeId id) {
      if (world_.replica(id).failing()) Do({.verb = Verb::kCrash, .node = id});
    });
    Restart(settling);
    invariants::Settled settled;
    settled.bound = SettleBound(world_.setup());
    while (!violation_) {
      settled.missing = Missing();
      if (settled.missing.empty() || settled.rounds == settled.bound) break;
      ++settled.rounds;
      Round(settled.rounds);
    }
    if (settled.missing.empty()) settled.missing = HandOver(settled.rounds);
    return settled;
  }

 private:
  void Do(const Action& action) {
    if (violation_) return;
    ++actions_;
    violation_ = applier_.Apply(world_, action);
    if (applier_.watch_settle) applier_.watch_settle(world_, action);
  }

  void ForEachUp(const auto& each) {
    for (raft::NodeId id = 1; id <= world_.setup().total(); ++id) {
      if (world_.replica(id).up()) each(id);
    }
  }

  void Restart(Settling settling) {
    const uint64_t needed =
        settling == Settling::kAll ? ~uint64_t{0} : NeededNodes();
    for (raft::NodeId id = 1; id <= world_.setup().total(); ++id) {
      const Replica& replica = world_.replica(id);
      if (replica.up() || replica.broken()) continue;
      if ((needed >> (id - 1) & 1) == 0) continue;
      Do({.verb = Verb::kRestart, .node = id});
    }
  }

  // Lets a node hand out what it has to say; false if something falls.
  static bool DoAllWork(World& world, raft::NodeId id) {
    Applier applier;
    for (int i = 0; i < 1000; ++i) {
      const std::optional<Verb> work = OldestWork(world.replica(id));
      if (!work) return true;
      if (applier.Apply(world, {.verb = *work, .node = id})) return false;
    }
    return false;
  }

  // The nodes that must be up so that every membership has a quorum.
  uint64_t NeededNodes() const {
    World all = world_;
    std::vector<raft::ConfState> memberships;
    const uint64_t total = all.setup().total();
    for (raft::NodeId id = 1; id <= total; ++id) {
      Action restart{.verb = Verb::kRestart, .node = id};
      if (Applier().Apply(all, restart) || !DoAllWork(all, id)) {
        return ~uint64_t{0};
      }
    }
    // Nor one that is on its way into a log.
    if (all.network.CarriesChange()) return ~uint64_t{0};
    for (raft::NodeId id = 1; id <= total; ++id) {
      const Replica& replica = all.replica(id);
      if (!replica.up()) continue;
      const auto membership = replica.NodeMembership();
      if (!membership || replica.UnappliedChanges() != 0) return ~uint64_t{0};
      memberships.push_back(*membership);
    }
    uint64_t needed = (uint64_t{1} << total) - 1;
    for (raft::NodeId id = total; id >= 1; --id) {
      if (world_.replica(id).up()) continue;
      const uint64_t fewer = needed & ~(uint64_t{1} << (id - 1));
      const bool enough =
          std::all_of(memberships.begin(), memberships.end(),
                      [&](const raft::ConfState& membership) {
                        return HasQuorum(membership.voters, fewer) &&
                               HasQuorum(membership.voters_outgoing, fewer);
                      });
      if (enough) needed = fewer;
    }
    return needed;
  }

  void Round(uint64_t round) {
    actions_ = 0;
    ForEachUp([&](raft::NodeId id) {
      if (world_.MayTick(id, 1)) Do({.verb = Verb::kTick, .node = id});
      Drain();
    });
    const raft::NodeId leader = Leader();
    if (leader == raft::kNone) return;
    // As applications do with a node that was removed, once the others had time
    // to hear of it: even one that has to campaign for that.
    if (!world_.replica(leader).configuration().voters.Contains(leader) &&
        ++removed_rounds_ > 4 * world_.setup().election_tick) {
      Do({.verb = Verb::kCrash, .node = leader, .option = kKeepAll});
      return;
    }
    ReportLostSnapshots(leader);
    // Clients are patient: what they ask for twice is carried twice.
    if (round % world_.setup().election_tick == 1) Ask(leader);
    Drain();
  }

  // Does all work that there is, and delivers everything, the oldest first.
  void Drain() {
    bool busy = true;
    while (busy && !violation_ && actions_ < kActionsInRound) {
      busy = false;
      ForEachUp([&](raft::NodeId id) {
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

  // As a transport does, for snapshots of which nothing was heard. A newer one
  // is made before: nobody takes one of a time before it was a member.
  void ReportLostSnapshots(raft::NodeId leader) {
    for (raft::NodeId peer = 1; peer <= world_.setup().total(); ++peer) {
      if (!world_.replica(leader).AwaitsSnapshot(peer)) continue;
      Do({.verb = Verb::kCompact, .node = leader});
      Do({.verb = Verb::kReport,
          .node = leader,
          .peer = peer,
          .option = static_cast<uint64_t>(Fared::kBadly)});
    }
  }

  void Ask(raft::NodeId leader) {
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

  // The node that leads the latest term.
  raft::NodeId Leader() {
    raft::NodeId leader = raft::kNone;
    raft::Term term = 0;
    ForEachUp([&](raft::NodeId id) {
      const invariants::NodeView view = world_.replica(id).View();
      if (view.role != raft::Role::kLeader || view.term < term) return;
      leader = id;
      term = view.term;
    });
    return leader;
  }

  // A healthy leader hands over to a voter that has all entries, at once.
  // Returns what is wrong if that does not happen.
  std::string HandOver(uint64_t& rounds) {
    const raft::NodeId leader = Leader();
    if (leader == raft::kNone || violation_) return {};
    const raft::IdList members = world_.replica(leader).membership().voters;
    raft::NodeId heir = raft::kNone;
    for (const raft::NodeId id : members) {
      if (id == leader || !world_.Knows(id) || !world_.replica(id).up()) {
        continue;
      }
      const invariants::NodeView view = world_.replica(id).View();
      if (view.applied == world_.replica(leader).View().last_index) heir = id;
    }
    if (heir == raft::kNone) return {};
    for (uint64_t tries = 0; tries < kTransfers && !violation_; ++tries) {
      const raft::NodeId now = Leader();
      if (now == heir) return {};
      if (now != raft::kNone) {
        Do({.verb = Verb::kTransfer, .node = now, .peer = heir});
        Drain();
        if (Leader() == heir) return {};
      }
      for (uint64_t i = 0; i < world_.setup().election_tick; ++i) {
        Round(++rounds);
        if (Leader() == heir) return {};
      }
    }
    return violation_ ? std::string()
                      : fmt::format("leader {} does not hand over to node {}",
                                    leader, heir);
  }

  // What is demanded and not there yet; empty if all is.
  std::string Missing() {
    const raft::NodeId leader = Leader();
    if (leader == raft::kNone) return "nobody leads";
    for (uint64_t client = 1; client <= world_.clients.count(); ++client) {
      const Call* call = world_.clients.OpenCall(client);
      if (call == nullptr) continue;
      return fmt::format("client {} has no answer to its {}", client,
                         call->is_read ? "read" : "write");
    }
    if (!wrote_) return "no new write was asked for";
    const Replica& first = world_.replica(leader);
    const invariants::NodeView ahead = first.View();
    if (ahead.applied < ahead.commit || ahead.commit < ahead.last_index) {
      return fmt::format(
          "leader {} has entries up to {}, committed {} and "
          "applied {}",
          leader, ahead.last_index, ahead.commit, ahead.applied);
    }
    const raft::ConfState& members = first.membership();
    if (members.auto_leave) return "a joint membership is not left";
    std::string missing;
    const auto check = [&](const raft::IdList& ids) {
      for (const raft::NodeId id : ids) {
        if (!missing.empty() || !world_.Knows(id)) continue;
        const invariants::NodeView view = world_.replica(id).View();
        if (!view.up || view.applied == ahead.applied) continue;
        missing = fmt::format("node {} has applied {} entries, leader {} {}",
                              id, view.applied, leader, ahead.applied);
      }
    };
    check(members.voters);
    check(members.voters_outgoing);
    check(members.learners);
    return missing;
  }

  World& world_;
  Applier& applier_;
  std::optional<invariants::Violation>& violation_;
  uint64_t removed_rounds_ = 0;  // In which a removed node led.
  bool wrote_ = false;           // A new write was asked for.
  uint64_t actions_ = 0;         // In this round.
};

}  // namespace

uint64_t SettleBound(const Setup& setup) {
  return kTimeouts * 2 * setup.election_tick + setup.max_skew;
}

invariants::Settled Settle(World& world, Settling settling, Applier& applier,
                           std::optional<invariants::Violation>& violation) {
  return Settler(world, applier, violation).Run(settling);
}

}  // namespace harness
