// Log replication and commitment (Raft paper §5.3, §5.4.2).
#include <algorithm>
#include <utility>

#include "raft/core/raft.h"
#include "raft/describe/describe.h"

namespace raft {
namespace {

// Storage has the entries, but not in memory: no snapshot is needed.
bool IsBeingRead(const Error& error) {
  return error.code == ErrorCode::kLogTemporarilyUnavailable;
}

}  // namespace

// Sends what `to` lacks, or, if it has all and `send_if_empty`, only the
// commit index. Returns false if nothing could be sent now.
bool Raft::MaybeSendAppend(NodeId to, Progress& progress, bool send_if_empty) {
  if (progress.IsPaused()) return false;
  const bool has_all = progress.next > log_.LastIndex();
  if (has_all && !send_if_empty) return false;
  const Index previous = progress.next - 1;
  const Result<Term> previous_term = log_.TermAt(previous);
  if (!previous_term) {
    return !IsBeingRead(previous_term.error()) &&
           MaybeSendSnapshot(to, progress);
  }

  EntryList entries;
  // A full window still lets empty appends through, so that a follower whose
  // answers were all lost is heard of again.
  if (!has_all && (progress.state != ProgressState::kReplicate ||
                   !progress.inflights.Full())) {
    const auto read =
        log_.EntriesFrom(progress.next, config_.max_size_per_message, entries);
    if (!read) {
      return send_if_empty && !IsBeingRead(read.error()) &&
             MaybeSendSnapshot(to, progress);
    }
  }
  if (entries.empty() && !send_if_empty) return false;

  uint64_t payload = 0;
  for (const Entry& entry : entries) payload += entry.data.size();
  progress.SentEntries(entries.size(), payload);
  progress.SentCommit(log_.committed());
  Message& message = Emit(MessageType::kApp, to);
  message.index = previous;
  message.log_term = *previous_term;
  message.commit = log_.committed();
  message.entries = std::move(entries);
  return true;
}

void Raft::BroadcastAppend() {
  for (auto& [peer, progress] : tracker_.progress()) {
    if (peer != id()) MaybeSendAppend(peer, progress, true);
  }
}

void Raft::BroadcastHeartbeat() {
  Payload context;
  const auto position = read_only_.NewestPosition();
  if (uses_leases()) {
    context = EncodeLeaseContext(
        {.position = position.value_or(0), .sent_at = lease_.now()});
  } else if (position) {
    context = EncodePosition(*position);
  }
  for (auto& [peer, progress] : tracker_.progress()) {
    if (peer == id()) continue;
    // Not beyond what the follower is known to hold: a heartbeat says nothing
    // about where the logs meet.
    const Index commit = std::min(progress.match, log_.committed());
    Message& message = Emit(MessageType::kHeartbeat, peer);
    message.commit = commit;
    message.context = context;
    progress.SentCommit(commit);
  }
}

bool Raft::MaybeCommit() {
  return log_.MaybeCommit({term_, tracker_.Committed()});
}

void Raft::HandleAppend(const Message& message) {
  if (message.index < log_.committed()) {
    // Old news: what is committed here matches the leader's log.
    Emit(MessageType::kAppResp, message.from).index = log_.committed();
    return;
  }
  if (const auto last = log_.MaybeAppend(
          {message.log_term, message.index},
          {message.entries.data(), message.entries.size()}, message.commit)) {
    Emit(MessageType::kAppResp, message.from).index = *last;
    return;
  }
  Log(LogLevel::kDebug,
      "{:x} [logterm: {}, index: {}] rejected MsgApp [logterm: {}, index: {}] "
      "from {:x}",
      id(), log_.TermOrZero(message.index), message.index, message.log_term,
      message.index, message.from);
  // The leader skips all of a term at once (Raft paper §5.3, last part): the
  // hint is the last place where our term is not above the leader's.
  const EntryId hint = log_.FindConflictByTerm(
      std::min(message.index, log_.LastIndex()), message.log_term);
  Message& answer = Emit(MessageType::kAppResp, message.from);
  answer.index = message.index;
  answer.reject = true;
  answer.reject_hint = hint.index;
  answer.log_term = hint.term;
}

void Raft::HandleHeartbeat(Message& message) {
  log_.CommitTo(message.commit);
  if (uses_leases()) promise_ = config_.election_tick;
  Message& answer = Emit(MessageType::kHeartbeatResp, message.from);
  answer.context = std::move(message.context);
}

void Raft::HandleAppendResponse(const Message& message, Progress& progress) {
  progress.recent_active = true;
  if (message.reject) {
    HandleAppendRejection(message, progress);
    return;
  }
  // An index of 0 acknowledges an append before the first entry. Where none was
  // sent it is the notice of a lower term (lower_term.cc), from when this node
  // led none or an older one (raft/DEVIATIONS.md, R25): no reason to send all
  // from the first entry on, or a snapshot to a follower that needs none.
  if (message.index == 0 && progress.next != 1) return;
  // An acknowledgement that is no news can still tell a probed follower apart
  // from a silent one.
  const bool resumes = progress.match == message.index &&
                       progress.state == ProgressState::kProbe;
  if (!progress.MaybeUpdate(message.index) && !resumes) return;
  switch (progress.state) {
    case ProgressState::kProbe:
      progress.BecomeReplicate();
      break;
    case ProgressState::kSnapshot:
      // Whatever snapshot was sent, the follower can go on from the log.
      if (progress.match + 1 >= log_.FirstIndex()) {
        if (config_.logger != nullptr) {
          Log(LogLevel::kDebug,
              "{:x} recovered from needing snapshot, resumed sending "
              "replication messages to {:x} [{}]",
              id(), message.from, Describe(progress));
        }
        progress.BecomeProbe();
        progress.BecomeReplicate();
      }
      break;
    case ProgressState::kReplicate:
      progress.inflights.FreeUpTo(message.index);
      break;
  }
  const bool from_peer = message.from != id();
  // Only an acknowledgement beyond the commit index can move it.
  if (progress.match > log_.committed() && MaybeCommit()) {
    ReleasePendingReads();
    BroadcastAppend();
  } else if (from_peer && progress.CanBumpCommit(log_.committed())) {
    MaybeSendAppend(message.from, progress, true);
  }
  if (!from_peer) return;
  // The window has moved: fill it.
  while (MaybeSendAppend(message.from, progress, false)) {
  }
  if (message.from == lead_transferee_ && progress.match == log_.LastIndex()) {
    Log(LogLevel::kInfo,
        "{:x} sent MsgTimeoutNow to {:x} after received MsgAppResp", id(),
        message.from);
    SendTimeoutNow(message.from);
  }
}

void Raft::HandleAppendRejection(const Message& message, Progress& progress) {
  Log(LogLevel::kDebug,
      "{:x} received MsgAppResp(rejected, hint: (index {}, term {})) from "
      "{:x} for index {}",
      id(), message.reject_hint, message.log_term, message.from, message.index);
  Index probe = message.reject_hint;
  if (message.log_term > 0) {
    // Below the hint the follower's terms are at most this; the logs cannot
    // meet where ours are higher.
    probe =
        log_.FindConflictByTerm(message.reject_hint, message.log_term).index;
  }
  if (!progress.MaybeDecrementTo(message.index, probe)) return;
  if (config_.logger != nullptr) {
    Log(LogLevel::kDebug, "{:x} decreased progress of {:x} to [{}]", id(),
        message.from, Describe(progress));
  }
  if (progress.state == ProgressState::kReplicate) progress.BecomeProbe();
  MaybeSendAppend(message.from, progress, true);
}

void Raft::HandleHeartbeatResponse(const Message& message, Progress& progress) {
  progress.recent_active = true;
  progress.append_paused = false;
  if (progress.match < log_.LastIndex() ||
      progress.state == ProgressState::kProbe) {
    MaybeSendAppend(message.from, progress, true);
  }
  if (uses_leases()) {
    const auto context = DecodeLeaseContext(message.context);
    if (!context) return;
    lease_.Renew(message.from, context->sent_at);
    read_only_.Acknowledge(message.from, context->position);
    ReleaseConfirmedReads();
    return;
  }
  if (const auto position = DecodePosition(message.context)) {
    read_only_.Acknowledge(message.from, *position);
    ReleaseConfirmedReads();
  }
}

}  // namespace raft
