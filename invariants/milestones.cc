#include "invariants/milestones.h"

#include "invariants/ghost.h"

namespace invariants {
namespace {

constexpr std::array<std::string_view, kMilestones> kNames = {
    "leader elected",     "leader re-elected",        "leader stepped down",
    "vote refused",       "log conflict truncated",   "snapshot sent",
    "snapshot installed", "membership entry applied", "node crashed",
    "node restarted",     "write acknowledged",       "read answered",
};

void NoteMessages(const Step& step, Milestones& milestones) {
  for (const raft::Message& message : step.sent) {
    if (message.type == raft::MessageType::kVoteResp && message.reject) {
      milestones.Add(Milestone::kVoteRefused);
    } else if (message.type == raft::MessageType::kSnap) {
      milestones.Add(Milestone::kSnapshotSent);
    }
  }
}

void NoteClients(const Step& step, Milestones& milestones) {
  for (const raft::Entry& entry : step.applied) {
    if (entry.type != raft::EntryType::kNormal) {
      milestones.Add(Milestone::kMembershipApplied);
    }
  }
  for (const Answer& answer : step.answered) {
    milestones.Add(answer.is_read ? Milestone::kReadAnswered
                                  : Milestone::kWriteAcknowledged);
  }
}

}  // namespace

std::string_view Name(Milestone milestone) {
  return kNames[static_cast<size_t>(milestone)];
}

Milestones& Milestones::operator+=(const Milestones& other) {
  for (size_t i = 0; i < kMilestones; ++i) counts_[i] += other.counts_[i];
  return *this;
}

void Note(const Step& step, Milestones& milestones) {
  if (step.crashed) milestones.Add(Milestone::kCrashed);
  if (step.restarted) milestones.Add(Milestone::kRestarted);
  if (BecameLeader(step)) {
    if (milestones.Count(Milestone::kLeaderElected) != 0) {
      milestones.Add(Milestone::kLeaderReelected);
    }
    milestones.Add(Milestone::kLeaderElected);
  }
  if (step.before.role == raft::Role::kLeader && step.after.up &&
      step.after.role != raft::Role::kLeader) {
    milestones.Add(Milestone::kLeaderSteppedDown);
  }
  if (step.installed != nullptr) milestones.Add(Milestone::kSnapshotInstalled);
  // A snapshot that replaces the log appends nothing.
  if (step.truncated_from != 0 && !step.appended.empty()) {
    milestones.Add(Milestone::kConflictTruncated);
  }
  NoteMessages(step, milestones);
  NoteClients(step, milestones);
}

}  // namespace invariants
