// World: a whole simulated cluster, as a value.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "harness/world/clients.h"
#include "harness/world/network.h"
#include "harness/world/replica.h"
#include "harness/world/setup.h"
#include "invariants/ghost.h"
#include "invariants/milestones.h"

namespace harness {

// What happened, for reports: no part of the state, so it is not in the
// fingerprint and decides nothing.
struct Record {
  uint64_t actions = 0;
  uint64_t no_ops = 0;  // Actions that made no sense when they came.
  uint64_t lost = 0;    // Messages that a cut or a full link swallowed.
  raft::Index highest_commit = 0;
  invariants::Milestones milestones;
  std::vector<HistoryEvent> history;
  raft::Index highest_indexed = 0;  // Of the log, that history knows.
  // Parts of the history that the check at the end of the run left undecided.
  uint64_t undecided = 0;

  // The call of a client; null if there was none.
  HistoryEvent* Find(uint64_t client, uint64_t sequence);
};

// Copies share replicas until one of them touches one. Only Apply
// (harness/action/apply.h) changes a world.
class World {
 public:
  // REQUIRES: `setup` is valid.
  explicit World(const Setup& setup);

  const Setup& setup() const { return setup_; }
  // REQUIRES: id in [1, setup().total()].
  const Replica& replica(raft::NodeId id) const { return *replicas_[id - 1]; }
  // The same for changing it, made private to this world first.
  Replica& Touch(raft::NodeId id);
  bool Knows(raft::NodeId id) const {
    return id >= 1 && id <= replicas_.size();
  }

  // True if `ticks` more on node `id` keep all clocks within the skew.
  bool MayTick(raft::NodeId id, uint64_t ticks) const;
  // Notes that time passed on a node; a node that comes back is as late as the
  // slowest one.
  void Ticked(raft::NodeId id, uint64_t ticks) {
    counts_.ticks[id - 1] += ticks;
  }
  void CatchUp(raft::NodeId id);

  // A number for the next membership change.
  uint64_t NextChange() { return ++counts_.changes; }
  // Ids are never used again, unless the setup says so: a node whose removal
  // was ever proposed must not be added.
  bool MayJoin(raft::NodeId id) const {
    return setup_.reuse_ids != 0 || (counts_.leaving >> id & 1) == 0;
  }
  void NoteLeaving(raft::NodeId id) { counts_.leaving |= uint64_t{1} << id; }

  // For searches that keep the parts of worlds and put worlds together of them.
  // What is shared is copied when it is touched.
  const std::shared_ptr<Replica>& Share(raft::NodeId id) const {
    return replicas_[id - 1];
  }
  void Put(const std::shared_ptr<Replica>& replica) {
    replicas_[replica->id() - 1] = replica;
  }
  // What is in no other part.
  struct Counts {
    std::vector<uint64_t> ticks;  // By node, since it last started.
    uint64_t changes = 0;
    uint64_t leaving = 0;  // Mask of ids.
    friend bool operator==(const Counts&, const Counts&) = default;
  };
  const Counts& counts() const { return counts_; }
  void Put(const Counts& counts) { counts_ = counts; }

  // Gives a node an empty disk, as if it were new. REQUIRES: it is down.
  void Wipe(raft::NodeId id);
  // Takes a node out of use, with all that it has.
  void Break(raft::NodeId id, const std::string& why);

  Network network;
  Clients clients;
  invariants::Ghost ghost;
  Record record;

  // Of the state, record excluded.
  uint64_t GetFingerprint() const;
  // A line per node, then the links that are cut.
  std::string Describe() const;

 private:
  uint64_t SlowestClock() const;

  Setup setup_;
  std::vector<std::shared_ptr<Replica>> replicas_;
  Counts counts_;
};

}  // namespace harness
