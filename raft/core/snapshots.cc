// Snapshots between nodes (Raft paper §7).
#include <algorithm>
#include <utility>

#include "raft/base/check.h"
#include "raft/confchange/restore.h"
#include "raft/core/raft.h"
#include "raft/describe/describe.h"

namespace raft {

bool Raft::MaybeSendSnapshot(NodeId to, Progress& progress) {
  if (!progress.recent_active) {
    Log(LogLevel::kDebug,
        "ignore sending snapshot to {:x} since it is not recently active", to);
    return false;
  }
  Result<SnapshotPtr> snapshot = log_.Snapshot();
  if (!snapshot) {
    RAFT_CHECK(
        snapshot.error().code == ErrorCode::kSnapshotTemporarilyUnavailable,
        "unexpected error ({})", snapshot.error().Text());
    Log(LogLevel::kDebug,
        "{:x} failed to send snapshot to {:x} because snapshot is temporarily "
        "unavailable",
        id(), to);
    return false;
  }
  const Index index = (*snapshot)->index;
  RAFT_CHECK(index != 0, "need non-empty snapshot");
  const bool logs = config_.logger != nullptr;
  if (logs) {
    Log(LogLevel::kDebug,
        "{:x} [firstindex: {}, commit: {}] sent snapshot[index: {}, term: {}] "
        "to {:x} [{}]",
        id(), log_.FirstIndex(), log_.committed(), index, (*snapshot)->term, to,
        Describe(progress));
  }
  progress.BecomeSnapshot(index);
  if (logs) {
    Log(LogLevel::kDebug,
        "{:x} paused sending replication messages to {:x} [{}]", id(), to,
        Describe(progress));
  }
  Emit(MessageType::kSnap, to).snapshot = std::move(*snapshot);
  return true;
}

void Raft::HandleSnapshot(const Message& message) {
  static const Snapshot kEmpty;
  const Snapshot& snapshot =
      message.snapshot == nullptr ? kEmpty : *message.snapshot;
  Index answer = log_.committed();
  if (Restore(message.snapshot)) {
    Log(LogLevel::kInfo,
        "{:x} [commit: {}] restored snapshot [index: {}, term: {}]", id(),
        log_.committed(), snapshot.index, snapshot.term);
    answer = log_.LastIndex();
  } else {
    Log(LogLevel::kInfo,
        "{:x} [commit: {}] ignored snapshot [index: {}, term: {}]", id(),
        log_.committed(), snapshot.index, snapshot.term);
    answer = log_.committed();
  }
  Emit(MessageType::kAppResp, message.from).index = answer;
}

// Replaces log and membership by those of the snapshot. Returns false if it is
// not needed: old, of a cluster that this node is not in, or already in the
// log.
bool Raft::Restore(const SnapshotPtr& snapshot) {
  if (snapshot == nullptr || snapshot->index <= log_.committed()) return false;
  if (role_ != Role::kFollower) {
    Log(LogLevel::kWarn,
        "{:x} attempted to restore snapshot as leader; should never happen",
        id());
    BecomeFollower(term_ + 1, kNone);
    return false;
  }
  const ConfState& members = snapshot->conf_state;
  const auto names = [this](const IdList& ids) {
    return std::find(ids.begin(), ids.end(), id()) != ids.end();
  };
  // Nodes of learners_next are outgoing voters too.
  if (!names(members.voters) && !names(members.learners) &&
      !names(members.voters_outgoing)) {
    Log(LogLevel::kWarn,
        "{:x} attempted to restore snapshot but it is not in the ConfState {}; "
        "should never happen",
        id(), Describe(members));
    return false;
  }
  const EntryId last = log_.LastEntryId();
  if (log_.Matches({snapshot->term, snapshot->index})) {
    // Nothing is missing; what the snapshot covers is committed, though.
    Log(LogLevel::kInfo,
        "{:x} [commit: {}, lastindex: {}, lastterm: {}] fast-forwarded commit "
        "to snapshot [index: {}, term: {}]",
        id(), log_.committed(), last.index, last.term, snapshot->index,
        snapshot->term);
    log_.CommitTo(snapshot->index);
    return false;
  }
  log_.Restore(snapshot);
  tracker_ = Tracker(tracker_.limits());
  Result<Membership> membership =
      raft::Restore(members, log_.LastIndex(), tracker_.limits());
  RAFT_CHECK(membership.has_value(), "unable to restore config {}: {}",
             Describe(members), membership.error().Text());
  SwitchTo(std::move(*membership));
  const EntryId restored = log_.LastEntryId();
  Log(LogLevel::kInfo,
      "{:x} [commit: {}, lastindex: {}, lastterm: {}] restored snapshot "
      "[index: {}, term: {}]",
      id(), log_.committed(), restored.index, restored.term, snapshot->index,
      snapshot->term);
  return true;
}

void Raft::HandleSnapshotStatus(const Message& message, Progress& progress) {
  if (progress.state != ProgressState::kSnapshot) return;
  // After a failure probing starts where the follower was, not after the
  // snapshot.
  if (message.reject) progress.pending_snapshot = 0;
  progress.BecomeProbe();
  if (config_.logger != nullptr) {
    Log(LogLevel::kDebug,
        "{:x} snapshot {}, resumed sending replication messages to {:x} [{}]",
        id(), message.reject ? "failed" : "succeeded", message.from,
        Describe(progress));
  }
  // Wait for an answer (to the snapshot, or to a heartbeat) before probing.
  progress.append_paused = true;
}

void Raft::HandleUnreachable(const Message& message, Progress& progress) {
  // Optimistic sending would only widen the gap.
  if (progress.state == ProgressState::kReplicate) progress.BecomeProbe();
  if (config_.logger != nullptr) {
    Log(LogLevel::kDebug,
        "{:x} failed to send message to {:x} because it is unreachable [{}]",
        id(), message.from, Describe(progress));
  }
}

}  // namespace raft
