#include "raft/tracker/progress.h"

#include <fmt/format.h>

#include <algorithm>

#include "raft/base/check.h"
#include "raft/base/fingerprint.h"

namespace raft {

std::string_view Name(ProgressState state) {
  switch (state) {
    case ProgressState::kProbe:
      return "StateProbe";
    case ProgressState::kReplicate:
      return "StateReplicate";
    case ProgressState::kSnapshot:
      return "StateSnapshot";
  }
  return "unknown";
}

void Progress::ResetState(ProgressState to) {
  append_paused = false;
  pending_snapshot = 0;
  state = to;
  inflights.Clear();
}

void Progress::BecomeProbe() {
  // A snapshot that was sent and not reported as failed is where to go on.
  const Index after_snapshot =
      state == ProgressState::kSnapshot ? pending_snapshot + 1 : 0;
  ResetState(ProgressState::kProbe);
  next = std::max(match + 1, after_snapshot);
  sent_commit = std::min(sent_commit, next - 1);
}

void Progress::BecomeReplicate() {
  ResetState(ProgressState::kReplicate);
  next = match + 1;
}

void Progress::BecomeSnapshot(Index snapshot_index) {
  ResetState(ProgressState::kSnapshot);
  pending_snapshot = snapshot_index;
  next = snapshot_index + 1;
  sent_commit = snapshot_index;
}

void Progress::SentEntries(size_t count, uint64_t bytes) {
  RAFT_CHECK(state != ProgressState::kSnapshot,
             "sending append in unhandled state {}", Name(state));
  if (state == ProgressState::kProbe) {
    // One message with entries at a time until the follower answers.
    if (count > 0) append_paused = true;
    return;
  }
  if (count > 0) {
    next += count;
    inflights.Add(next - 1, bytes);
  }
  append_paused = inflights.Full();
}

bool Progress::MaybeUpdate(Index index) {
  if (index <= match) return false;
  match = index;
  next = std::max(next, index + 1);
  append_paused = false;
  return true;
}

bool Progress::MaybeDecrementTo(Index rejected, Index match_hint) {
  if (state == ProgressState::kReplicate) {
    if (rejected <= match) return false;  // Overtaken by an acknowledgement.
    next = match + 1;
  } else {
    // Only one message was out, after entry next - 1.
    if (next - 1 != rejected) return false;
    next = std::max(std::min(rejected, match_hint + 1), match + 1);
    append_paused = false;
  }
  sent_commit = std::min(sent_commit, next - 1);
  return true;
}

void Progress::AddTo(Fingerprint& fingerprint) const {
  fingerprint.Add(match);
  fingerprint.Add(next);
  fingerprint.Add(sent_commit);
  fingerprint.Add(pending_snapshot);
  fingerprint.Add(static_cast<uint64_t>(state) | uint64_t{append_paused} << 8 |
                  uint64_t{recent_active} << 9 | uint64_t{is_learner} << 10);
  inflights.AddTo(fingerprint);
}

std::string Describe(const Progress& progress) {
  std::string text = fmt::format("{} match={} next={}", Name(progress.state),
                                 progress.match, progress.next);
  if (progress.is_learner) text += " learner";
  if (progress.IsPaused()) text += " paused";
  if (progress.pending_snapshot > 0) {
    text += fmt::format(" pendingSnap={}", progress.pending_snapshot);
  }
  if (!progress.recent_active) text += " inactive";
  if (progress.inflights.count() > 0) {
    text += fmt::format(" inflight={}", progress.inflights.count());
    if (progress.inflights.Full()) text += "[full]";
  }
  return text;
}

}  // namespace raft
