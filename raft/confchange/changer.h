// Changer: computes membership changes (Raft thesis §4.1 and §4.3).
#pragma once

#include <span>

#include "raft/base/error.h"
#include "raft/tracker/tracker.h"
#include "raft/types.h"

namespace raft {

// Computes the membership that results from a change. Nothing is changed in
// place: an error leaves the caller with what it had. All errors are
// kBadConfChange.
class Changer {
 public:
  // `last_index` is where the log ends: new members are probed from there, and
  // `limits` holds for them. `membership` must outlive the changer.
  Changer(const Membership& membership, Index last_index,
          const InflightLimits& limits)
      : membership_(membership), last_index_(last_index), limits_(limits) {}

  // Makes changes of which at most one adds or removes a voter.
  Result<Membership> Simple(std::span<const ConfChangeSingle> changes) const;
  // Goes from a simple to a joint configuration: the old voters become the
  // outgoing half, the changes are made to the incoming one.
  Result<Membership> EnterJoint(
      bool auto_leave, std::span<const ConfChangeSingle> changes) const;
  // Goes from a joint configuration to its incoming half.
  Result<Membership> LeaveJoint() const;
  // Makes `change` in the way that it asks for.
  Result<Membership> Apply(const ConfChangeV2& change) const;

 private:
  const Membership& membership_;
  Index last_index_;
  InflightLimits limits_;
};

// Returns what is wrong with a membership, or nothing if it keeps its
// invariants: every member has a progress, learners and voters are disjoint,
// and what belongs to joint configurations is there only in one.
Result<void> CheckMembership(const Membership& membership);

}  // namespace raft
