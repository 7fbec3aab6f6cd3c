// Tracker: the membership configuration and what is known of every peer.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "raft/quorum/joint.h"
#include "raft/tracker/progress.h"
#include "raft/types.h"

namespace raft {

// Who is a member, and how (Raft paper §6, Raft thesis §4.2.1). All lists are
// sorted and without duplicates.
struct Configuration {
  JointVoters voters = {};
  IdList learners = {};  // Disjoint from both halves of `voters`.
  // Outgoing voters that become learners when the joint configuration is left;
  // empty unless joint.
  IdList learners_next = {};
  bool auto_leave = false;  // The leader leaves the joint configuration itself.
  friend bool operator==(const Configuration&, const Configuration&) = default;
};

// `voters=(1 2 3)&&(1) learners=(4) autoleave` and the like.
std::string Describe(const Configuration& configuration);

ConfState ToConfState(const Configuration& configuration);

// Adds `id` to, or removes it from, a sorted list; nothing happens if it is
// there, or is not.
void Insert(IdList& ids, NodeId id);
void Erase(IdList& ids, NodeId id);
bool Contains(const IdList& ids, NodeId id);

// The progress of every member, in ascending order of ids.
class ProgressMap {
 public:
  struct Peer {
    NodeId id = kNone;
    Progress progress;
    friend bool operator==(const Peer&, const Peer&) = default;
  };

  // Null if `id` is not a member. Valid until the map changes.
  Progress* Find(NodeId id);
  const Progress* Find(NodeId id) const {
    return const_cast<ProgressMap*>(this)->Find(id);
  }
  // REQUIRES: `id` is not there.
  void Insert(NodeId id, Progress progress);
  void Erase(NodeId id);

  auto begin() { return peers_.begin(); }
  auto end() { return peers_.end(); }
  auto begin() const { return peers_.begin(); }
  auto end() const { return peers_.end(); }
  size_t size() const { return peers_.size(); }
  friend bool operator==(const ProgressMap&, const ProgressMap&) = default;

 private:
  InlineVector<Peer, 7> peers_;
};

// A configuration with the progress of its members: what a membership change
// takes and gives.
struct Membership {
  Configuration configuration;
  ProgressMap progress;
  friend bool operator==(const Membership&, const Membership&) = default;
};

// The counts of an election so far.
struct Tally {
  size_t granted = 0;
  size_t rejected = 0;
  VoteResult result = VoteResult::kPending;
};

// What a node keeps about its peers. Leaders use the progress, candidates the
// votes.
class Tracker {
 public:
  explicit Tracker(const InflightLimits& limits) : limits_(limits) {}

  const Configuration& configuration() const {
    return membership_.configuration;
  }
  const JointVoters& voters() const { return configuration().voters; }
  const Membership& membership() const { return membership_; }
  const ProgressMap& progress() const { return membership_.progress; }
  ProgressMap& progress() { return membership_.progress; }
  const InflightLimits& limits() const { return limits_; }
  void SetMembership(Membership membership) {
    membership_ = std::move(membership);
  }

  // True if there is one voter and no joint configuration.
  bool IsSingleton() const {
    return voters().incoming.size() == 1 && voters().outgoing.empty();
  }
  // The largest index that a quorum acknowledged.
  Index Committed() const;
  // True if a quorum of the voters was heard from recently.
  bool QuorumActive() const;

  void ResetVotes() { votes_.clear(); }
  // Notes a vote; only the first one of a node counts.
  void RecordVote(NodeId id, bool granted);
  // What a node answered, if it did.
  std::optional<bool> VoteOf(NodeId id) const;
  // Counts the votes of the voters.
  Tally TallyVotes() const;

  void AddTo(Fingerprint& fingerprint) const;
  friend bool operator==(const Tracker&, const Tracker&) = default;

 private:
  struct Vote {
    NodeId id = kNone;
    bool granted = false;
    friend bool operator==(const Vote&, const Vote&) = default;
  };

  InflightLimits limits_;
  Membership membership_;
  InlineVector<Vote, 7> votes_;  // Sorted by id.
};

}  // namespace raft
