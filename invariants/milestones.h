// Milestones: what a run must have reached to have tested anything. To add one:
// an enumerator, its name and its condition in milestones.cc.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

enum class Milestone : uint8_t {
  kLeaderElected,
  kLeaderReelected,
  kLeaderSteppedDown,
  kLeaderLostQuorum,
  kLeaderRemoved,
  kCampaignForced,
  kPreVoteGranted,
  kPreVoteRefused,
  kVoteRefused,
  kVoteRefusedForLog,
  kVoteIgnored,
  kTransferDone,
  kTransferAborted,
  kLeaderForgotten,
  kAppendRejected,
  kConflictTruncated,
  kPeerUnreachable,
  kInflightsFull,
  kMessageSizeLimited,
  kApplicationPaged,
  kProposalDropped,
  kProposalForwarded,
  kSnapshotSent,
  kSnapshotInstalled,
  kSnapshotRefused,
  kSnapshotFailed,
  kMembershipApplied,
  kChangeRefused,
  kJointEntered,
  kJointLeft,
  kJointLeftByAnother,
  kLearnerPromoted,
  kVoterDemoted,
  kNodeJoined,
  kCrashed,
  kUnsyncedLost,
  kDiskFailed,
  kRestarted,
  kWriteAcknowledged,
  kCommandRepeated,
  kReadAnswered,
  kReadByQuorum,
  kReadByLease,
  kReadForwarded,
  kReadRefused,
  kSettled,
  kInflightsFullOfBytes,
  kProposalTooLarge,
  kLinkFull,
  kFollowerFound,
  kFollowerCaughtUp,
  kRestartedFromSnapshot,
  kTermLost,
  kStragglerTold,
  kCommitClaimHeard,
  kOlderWriteIgnored,
  kVoteForAnotherLog,
};
inline constexpr size_t kMilestones = 57;

std::string_view Name(Milestone milestone);

// How often each was reached.
class Milestones {
 public:
  uint64_t Count(Milestone milestone) const {
    return counts_[static_cast<size_t>(milestone)];
  }
  void Add(Milestone milestone, uint64_t times = 1) {
    counts_[static_cast<size_t>(milestone)] += times;
  }
  Milestones& operator+=(const Milestones& other);
  friend bool operator==(const Milestones&, const Milestones&) = default;

 private:
  std::array<uint64_t, kMilestones> counts_{};
};

// Counts what the step reached; `ghost` is as it was before the step.
void Note(const Step& step, const Ghost& ghost, Milestones& milestones);

}  // namespace invariants
