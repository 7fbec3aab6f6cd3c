#include "harness/run/expected.h"

namespace harness {
namespace {

using invariants::Milestone;

// Sizes at which a few small entries meet a limit of bytes.
constexpr uint64_t kSmall = 200;

}  // namespace

bool Allows(const Setup& setup, Milestone milestone) {
  const uint64_t all = (uint64_t{1} << setup.total()) - 1;
  // Alone, a node has nobody to disagree with.
  if (setup.nodes < 3) {
    return milestone == Milestone::kLeaderElected ||
           milestone == Milestone::kWriteAcknowledged ||
           milestone == Milestone::kReadAnswered ||
           milestone == Milestone::kCrashed;
  }
  // Some are seen only where an input and what follows from it are one step.
  const bool atomic = setup.drive == static_cast<uint64_t>(Drive::kAtomic);
  switch (milestone) {
    case Milestone::kLeaderLostQuorum:
    case Milestone::kVoteIgnored:
      return (setup.check_quorum & all) == all;
    case Milestone::kPreVoteGranted:
    case Milestone::kPreVoteRefused:
      return (setup.pre_vote & all) == all;
    case Milestone::kReadByLease:
      return setup.lease_reads != 0 &&
             setup.lease_margin + setup.heartbeat_tick < setup.election_tick;
    case Milestone::kLeaderForgotten:
      return setup.lease_reads == 0;
    case Milestone::kReadByQuorum:
      return setup.lease_reads == 0 && atomic;
    case Milestone::kProposalForwarded:
      return (setup.no_proposal_forwarding & all) == 0;
    case Milestone::kInflightsFull:
      return setup.max_inflight <= 4;
    case Milestone::kMessageSizeLimited:
      return setup.max_size_per_message < kSmall;
    case Milestone::kApplicationPaged:
      return setup.max_committed_size != 0 &&
             setup.max_committed_size < kSmall && !atomic;
    case Milestone::kUnsyncedLost:
    case Milestone::kTermLost:
      return !atomic;
    case Milestone::kStragglerTold:
      return atomic;
    case Milestone::kOlderWriteIgnored:
      return setup.drive >= static_cast<uint64_t>(Drive::kAsync);
    case Milestone::kVoteForAnotherLog:
      return false;  // Once in some ten million actions.
    case Milestone::kInflightsFullOfBytes:
      return setup.max_inflight_bytes != 0 && setup.max_inflight_bytes < kSmall;
    case Milestone::kProposalTooLarge:
      return setup.max_uncommitted_size != 0 &&
             setup.max_uncommitted_size < kSmall;
    case Milestone::kLinkFull:
      return setup.link_capacity <= 64;
    case Milestone::kNodeJoined:
      return setup.spares != 0 && atomic;
    default:
      return true;
  }
}

void Expected::Add(const Setup& setup, uint64_t actions) {
  for (size_t i = 0; i < actions_.size(); ++i) {
    if (Allows(setup, static_cast<Milestone>(i))) actions_[i] += actions;
  }
}

std::vector<Milestone> Expected::Missing(
    const invariants::Milestones& reached) const {
  std::vector<Milestone> missing;
  for (size_t i = 0; i < actions_.size(); ++i) {
    const auto milestone = static_cast<Milestone>(i);
    if (actions_[i] >= kActionsForAMilestone && reached.Count(milestone) == 0) {
      missing.push_back(milestone);
    }
  }
  return missing;
}

}  // namespace harness
