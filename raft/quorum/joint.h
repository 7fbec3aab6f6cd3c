// Decisions of a joint configuration: both halves must agree (Raft paper §6).
#pragma once

#include <algorithm>

#include "raft/quorum/majority.h"
#include "raft/types.h"

namespace raft {

// The voters of a configuration; `outgoing` is empty unless it is joint. Both
// lists are sorted and without duplicates.
struct JointVoters {
  IdList incoming;
  IdList outgoing;

  bool joint() const { return !outgoing.empty(); }
  bool Contains(NodeId id) const;
  // The union of both halves, sorted.
  IdList All() const;
  friend bool operator==(const JointVoters&, const JointVoters&) = default;
};

// The largest index that a majority of each half acknowledged.
template <typename Acked>
Index CommittedIndex(const JointVoters& voters, const Acked& acked) {
  return std::min(CommittedIndex(voters.incoming, acked),
                  CommittedIndex(voters.outgoing, acked));
}

// Won if both halves are won, lost as soon as one of them is lost.
template <typename Votes>
VoteResult ResultOfVotes(const JointVoters& voters, const Votes& vote) {
  const VoteResult incoming = ResultOfVotes(voters.incoming, vote);
  const VoteResult outgoing = ResultOfVotes(voters.outgoing, vote);
  if (incoming == outgoing) return incoming;
  if (incoming == VoteResult::kLost || outgoing == VoteResult::kLost) {
    return VoteResult::kLost;
  }
  return VoteResult::kPending;
}

}  // namespace raft
