#include "harness/run/expected.h"

namespace harness {
namespace {

using invariants::Milestone;

// Sizes at which a few small entries meet a limit of bytes.
constexpr uint64_t kSmall = 200;

// In fewer there is seldom time for an election and what comes of it.
constexpr uint64_t kActionsOfARun = 300;

// Neither larger nor slower than what campaigns draw, by much.
bool Usual(const Setup& setup) {
  return setup.nodes <= 5 && setup.clients <= 4 && setup.keys <= 4 &&
         setup.election_tick <= 20 && setup.link_capacity >= 2;
}

}  // namespace

uint64_t ActionsFor(Milestone milestone) {
  switch (milestone) {
    case Milestone::kTermLost:
      return 30'000'000;
    case Milestone::kVoteForAnotherLog:
      return 500'000'000;
    default:
      return 10'000'000;
  }
}

bool Allows(const Setup& setup, std::string_view strategy,
            Milestone milestone) {
  const uint64_t all = (uint64_t{1} << setup.total()) - 1;
  // Alone, a node has nobody to disagree with.
  if (setup.nodes < 3 || !Usual(setup)) {
    return milestone == Milestone::kLeaderElected ||
           milestone == Milestone::kWriteAcknowledged ||
           milestone == Milestone::kReadAnswered ||
           milestone == Milestone::kCrashed;
  }
  // Some are seen only where an input and what follows from it are one step.
  const bool atomic = setup.drive == static_cast<uint64_t>(Drive::kAtomic);
  const bool limited = (setup.unlimited & all) == 0;
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
      return limited && setup.max_inflight <= 4;
    case Milestone::kMessageSizeLimited:
      return limited && setup.max_size_per_message < kSmall;
    case Milestone::kApplicationPaged:
      return limited && setup.max_committed_size != 0 &&
             setup.max_committed_size < kSmall && !atomic;
    case Milestone::kUnsyncedLost:
      return !atomic;
    case Milestone::kTermLost:
      return !atomic && strategy != "timed";  // Crashes are rare there.
    case Milestone::kChangeRefused:
      return strategy != "timed";  // And operators ask one after the other.
    case Milestone::kStragglerTold:
      return atomic;
    case Milestone::kOlderWriteIgnored:
    case Milestone::kVoteForAnotherLog:
      return setup.drive >= static_cast<uint64_t>(Drive::kAsync);
    case Milestone::kInflightsFullOfBytes:
      return limited && setup.max_inflight_bytes != 0 &&
             setup.max_inflight_bytes < kSmall;
    case Milestone::kProposalTooLarge:
      return limited && setup.max_uncommitted_size != 0 &&
             setup.max_uncommitted_size < kSmall;
    case Milestone::kLinkFull:
      return setup.link_capacity <= 64;
    case Milestone::kNodeJoined:
      return setup.spares != 0 && atomic;
    default:
      return true;
  }
}

void Expected::Add(const Setup& setup, std::string_view strategy,
                   uint64_t actions) {
  if (actions < kActionsOfARun) return;
  for (size_t i = 0; i < actions_.size(); ++i) {
    if (Allows(setup, strategy, static_cast<Milestone>(i))) {
      actions_[i] += actions;
    }
  }
}

std::vector<Milestone> Expected::Missing(
    const invariants::Milestones& reached) const {
  std::vector<Milestone> missing;
  for (size_t i = 0; i < actions_.size(); ++i) {
    const auto milestone = static_cast<Milestone>(i);
    if (actions_[i] >= ActionsFor(milestone) && reached.Count(milestone) == 0) {
      missing.push_back(milestone);
    }
  }
  return missing;
}

}  // namespace harness
