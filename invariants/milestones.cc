#include "invariants/milestones.h"

#include <algorithm>

#include "raft/wire/encoded_size.h"

namespace invariants {
namespace {

using raft::MessageType;

constexpr std::array<std::string_view, kMilestones> kNames = {
    "leader elected",
    "leader re-elected",
    "leader stepped down for a later term",
    "leader stepped down by check-quorum",
    "leader removed",
    "campaign forced",
    "pre-vote granted",
    "pre-vote refused",
    "vote refused",
    "vote refused for a stale log",
    "vote request ignored for a lease",
    "transfer done",
    "transfer aborted",
    "leader forgotten",
    "append rejected",
    "log conflict truncated",
    "peer reported unreachable",
    "inflights full",
    "message cut by its size limit",
    "application paged",
    "proposal dropped",
    "proposal forwarded",
    "snapshot sent",
    "snapshot installed",
    "snapshot refused",
    "snapshot reported as failed",
    "membership entry applied",
    "membership change refused when applied",
    "joint membership entered",
    "joint membership left",
    "joint membership left under another leader",
    "learner promoted",
    "voter demoted",
    "node joined with an empty disk",
    "node crashed",
    "unsynced writes lost",
    "disk failed",
    "node restarted",
    "write acknowledged",
    "repeated command applied once",
    "read answered",
    "read confirmed by a quorum",
    "read answered by a lease",
    "read forwarded",
    "read refused",
    "settled",
    "inflights full of bytes",
    "proposal over the size limit",
    "link full",
    "follower found by probes",
    "follower caught up by a snapshot",
    "restarted from a snapshot",
    "entries kept without their term",
    "straggler told",
    "commit learned from a claim",
    "write of an older term ignored",
    "vote for another log ignored",
};

// A message that had room for not even this could take no further entry.
constexpr uint64_t kSmallestEntry = 4;
// With which a cluster begins.
constexpr raft::Index kFirstSnapshot = 1;

bool Has(const raft::IdList& ids, raft::NodeId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

bool Sends(const Step& step, MessageType type) {
  return std::any_of(
      step.sent.begin(), step.sent.end(),
      [type](const raft::Message& message) { return message.type == type; });
}

void NoteRoles(const Step& step, const Ghost& ghost, Milestones& milestones) {
  if (BecameLeader(step)) {
    if (!ghost.leaders.empty()) milestones.Add(Milestone::kLeaderReelected);
    milestones.Add(Milestone::kLeaderElected);
  }
  if (step.before.role != raft::Role::kLeader || !step.after.up) return;
  const bool leads = step.after.role == raft::Role::kLeader;
  if (!leads && step.after.term > step.before.term) {
    milestones.Add(Milestone::kLeaderSteppedDown);
  }
  const bool removed = step.membership != nullptr && step.membership_before &&
                       Has(step.membership_before->voters, step.node) &&
                       !Has(step.membership->voters, step.node);
  if (removed) milestones.Add(Milestone::kLeaderRemoved);
  if (!leads && step.after.term == step.before.term && !removed) {
    milestones.Add(Milestone::kLeaderLostQuorum);
  }
  if (step.before.transferee == raft::kNone) return;
  if (leads && step.after.transferee == raft::kNone) {
    milestones.Add(Milestone::kTransferAborted);
  } else if (!leads && step.delivered &&
             step.delivered->from == step.before.transferee) {
    milestones.Add(Milestone::kTransferDone);
  }
}

void NoteVotes(const Step& step, Milestones& milestones) {
  bool answered = false;
  for (const raft::Message& message : step.sent) {
    if (message.type == MessageType::kPreVoteResp) {
      answered = true;
      milestones.Add(message.reject ? Milestone::kPreVoteRefused
                                    : Milestone::kPreVoteGranted);
    }
    if (message.type != MessageType::kVoteResp) continue;
    answered = true;
    if (!message.reject) continue;
    milestones.Add(Milestone::kVoteRefused);
    // Nothing else forbids a vote that was not given to anybody.
    if (step.after.vote == raft::kNone && step.after.lead == raft::kNone) {
      milestones.Add(Milestone::kVoteRefusedForLog);
    }
  }
  if (!step.delivered || answered || step.after.term != step.before.term) {
    return;
  }
  const bool asked = step.delivered->type == MessageType::kVote ||
                     step.delivered->type == MessageType::kPreVote;
  if (asked && step.delivered->term > step.before.term && step.sent.empty()) {
    milestones.Add(Milestone::kVoteIgnored);
  }
}

void NoteReplication(const Step& step, Milestones& milestones) {
  // A snapshot that replaces the log appends nothing.
  if (step.truncated_from != 0 && !step.appended.empty()) {
    milestones.Add(Milestone::kConflictTruncated);
  }
  for (const PeerView& peer : step.peers) {
    if (peer.inflight >= step.limits.max_inflight) {
      milestones.Add(Milestone::kInflightsFull);
    }
    if (peer.inflight_bytes >= step.limits.max_inflight_bytes) {
      milestones.Add(Milestone::kInflightsFullOfBytes);
    }
  }
  for (const raft::Message& message : step.sent) {
    if (message.type == MessageType::kAppResp && message.reject) {
      milestones.Add(Milestone::kAppendRejected);
    }
    if (message.type == MessageType::kProp) {
      milestones.Add(Milestone::kProposalForwarded);
    }
    if (message.type == MessageType::kApp && !message.entries.empty() &&
        message.entries.back().index < step.after.last_index &&
        raft::wire::EncodedSize(
            std::span(message.entries.data(), message.entries.size())) +
                kSmallestEntry >
            step.limits.max_size_per_message) {
      milestones.Add(Milestone::kMessageSizeLimited);
    }
  }
  const bool too_large = step.Has(Event::kProposalDropped) &&
                         step.before.role == raft::Role::kLeader &&
                         step.before.transferee == raft::kNone &&
                         step.limits.max_uncommitted_size != raft::kUnlimited;
  if (too_large) milestones.Add(Milestone::kProposalTooLarge);
  if (!step.applied.empty() && step.after.applied < step.after.commit &&
      step.limits.max_committed_size != raft::kUnlimited) {
    milestones.Add(Milestone::kApplicationPaged);
  }
}

// How a leader finds out where a follower is.
void NotePeers(const Step& step, Milestones& milestones) {
  if (step.peers.size() != step.peers_before.size()) return;
  for (size_t i = 0; i < step.peers.size(); ++i) {
    const PeerView& before = step.peers_before[i];
    const PeerView& after = step.peers[i];
    if (before.id != after.id || before.replicates || !after.replicates) {
      continue;
    }
    milestones.Add(before.awaits_snapshot ? Milestone::kFollowerCaughtUp
                                          : Milestone::kFollowerFound);
  }
}

// What comes from another time: from who has an older term, or of a log that is
// not there any more.
void NoteStragglers(const Step& step, Milestones& milestones) {
  if (step.heard_write && *step.heard_write < step.after.term) {
    milestones.Add(Milestone::kOlderWriteIgnored);
  }
  if (!step.delivered) return;
  const Delivered& delivered = *step.delivered;
  if (delivered.claimed && step.after.commit > step.before.commit) {
    milestones.Add(Milestone::kCommitClaimHeard);
  }
  if (delivered.voted_log && delivered.term == step.after.term &&
      step.before.role == raft::Role::kCandidate &&
      *delivered.voted_log != step.last_before) {
    milestones.Add(Milestone::kVoteForAnotherLog);
  }
  const bool told = delivered.term != 0 && delivered.term < step.before.term &&
                    std::any_of(
                        step.sent.begin(), step.sent.end(),
                        [&](const raft::Message& message) {
                          return message.to == delivered.from;
                        });
  if (told) milestones.Add(Milestone::kStragglerTold);
}

void NoteCrash(const Step& step, Milestones& milestones) {
  milestones.Add(Milestone::kCrashed);
  // The restart has to find out that there was a later term.
  if (step.durable.last_term > step.durable.term) {
    milestones.Add(Milestone::kTermLost);
  }
}

void NoteRestart(const Step& step, Milestones& milestones) {
  milestones.Add(Milestone::kRestarted);
  // All logs but those of new nodes begin after a first snapshot.
  if (step.durable.snapshot_index > kFirstSnapshot) {
    milestones.Add(Milestone::kRestartedFromSnapshot);
  }
}

void NoteSnapshots(const Step& step, Milestones& milestones) {
  for (const raft::Message& message : step.sent) {
    if (message.type == MessageType::kSnap) {
      milestones.Add(Milestone::kSnapshotSent);
    }
  }
  if (step.installed != nullptr) {
    milestones.Add(Milestone::kSnapshotInstalled);
    if (step.before.last_index == 0) milestones.Add(Milestone::kNodeJoined);
  }
  const bool refused = step.delivered &&
                       step.delivered->type == MessageType::kSnap &&
                       step.delivered->term >= step.before.term &&
                       step.after.last_index == step.before.last_index &&
                       step.after.first_index == step.before.first_index;
  if (refused) milestones.Add(Milestone::kSnapshotRefused);
}

void NoteMembership(const Step& step, const Ghost& ghost,
                    Milestones& milestones) {
  for (const raft::Entry& entry : step.applied) {
    if (entry.type != raft::EntryType::kNormal) {
      milestones.Add(Milestone::kMembershipApplied);
    }
  }
  if (step.membership == nullptr || step.membership_before == nullptr) return;
  const raft::ConfState& before = *step.membership_before;
  const raft::ConfState& after = *step.membership;
  const bool was_joint = !before.voters_outgoing.empty();
  const bool is_joint = !after.voters_outgoing.empty();
  if (!was_joint && is_joint) milestones.Add(Milestone::kJointEntered);
  if (was_joint && !is_joint) {
    milestones.Add(Milestone::kJointLeft);
    // The entry that left it is of a later term than the one that entered it.
    const Ghost::Membership* entered = ghost.MembershipAt(step.after.applied);
    if (entered != nullptr && entered->index < ghost.applied.size() &&
        !step.applied.empty() &&
        ghost.applied[entered->index].term < step.applied.back().term) {
      milestones.Add(Milestone::kJointLeftByAnother);
    }
  }
  for (const raft::NodeId id : after.voters) {
    if (Has(before.learners, id)) milestones.Add(Milestone::kLearnerPromoted);
  }
  for (const raft::IdList* learners : {&after.learners, &after.learners_next}) {
    for (const raft::NodeId id : *learners) {
      if (Has(before.voters, id)) milestones.Add(Milestone::kVoterDemoted);
    }
  }
}

void NoteClients(const Step& step, Milestones& milestones) {
  for (const Answer& answer : step.answered) {
    milestones.Add(answer.is_read ? Milestone::kReadAnswered
                                  : Milestone::kWriteAcknowledged);
  }
  const bool reads =
      std::any_of(step.answered.begin(), step.answered.end(),
                  [](const Answer& answer) { return answer.is_read; }) ||
      Sends(step, MessageType::kReadIndexResp);
  if (Sends(step, MessageType::kReadIndex)) {
    milestones.Add(Milestone::kReadForwarded);
  }
  if (!reads || step.after.role != raft::Role::kLeader) return;
  if (step.delivered && step.delivered->type == MessageType::kHeartbeatResp) {
    milestones.Add(Milestone::kReadByQuorum);
  } else if (step.by_lease && step.peers.size() > 1 &&
             !Sends(step, MessageType::kHeartbeat)) {
    milestones.Add(Milestone::kReadByLease);
  }
}

struct OfEvent {
  Event event;
  Milestone milestone;
};

constexpr OfEvent kOfEvents[] = {
    {Event::kProposalDropped, Milestone::kProposalDropped},
    {Event::kReadRefused, Milestone::kReadRefused},
    {Event::kUnsyncedLost, Milestone::kUnsyncedLost},
    {Event::kDiskFailed, Milestone::kDiskFailed},
    {Event::kChangeRefused, Milestone::kChangeRefused},
    {Event::kRepeatedCommand, Milestone::kCommandRepeated},
    {Event::kSnapshotReported, Milestone::kSnapshotFailed},
    {Event::kCampaignForced, Milestone::kCampaignForced},
    {Event::kUnreachableReported, Milestone::kPeerUnreachable},
    {Event::kLeaderForgotten, Milestone::kLeaderForgotten},
};

}  // namespace

std::string_view Name(Milestone milestone) {
  return kNames[static_cast<size_t>(milestone)];
}

Milestones& Milestones::operator+=(const Milestones& other) {
  for (size_t i = 0; i < kMilestones; ++i) counts_[i] += other.counts_[i];
  return *this;
}

void Note(const Step& step, const Ghost& ghost, Milestones& milestones) {
  if (step.settled) milestones.Add(Milestone::kSettled);
  if (step.crashed) NoteCrash(step, milestones);
  if (step.restarted) NoteRestart(step, milestones);
  if (step.events != 0) {
    for (const auto& [event, milestone] : kOfEvents) {
      if (step.Has(event)) milestones.Add(milestone);
    }
  }
  if (!step.before.up || !step.after.up) return;
  NoteRoles(step, ghost, milestones);
  NoteReplication(step, milestones);
  NotePeers(step, milestones);
  NoteStragglers(step, milestones);
  if (!step.sent.empty() || step.delivered) {
    NoteVotes(step, milestones);
    NoteSnapshots(step, milestones);
  } else if (step.installed != nullptr) {
    NoteSnapshots(step, milestones);
  }
  if (!step.applied.empty() || step.installed != nullptr) {
    NoteMembership(step, ghost, milestones);
  }
  if (!step.answered.empty() || !step.sent.empty()) {
    NoteClients(step, milestones);
  }
}

}  // namespace invariants
