// Progress: what a leader knows about one follower's log, and how fast it may
// send to it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "raft/tracker/inflights.h"
#include "raft/types.h"

namespace raft {

enum class ProgressState : uint8_t {
  kProbe = 0,      // Where the logs meet is unknown: one message at a time.
  kReplicate = 1,  // Logs meet: entries are sent optimistically.
  kSnapshot = 2,   // Waits for a snapshot; nothing is sent.
};

std::string_view Name(ProgressState state);

// Invariant: match < next. Fields are public for reading; they change through
// the functions below.
struct Progress {
  Index match = 0;  // The follower's log is known to match up to here.
  Index next = 1;   // The next entry to send.
  // The largest commit index sent while it was in flight or delivered; the
  // follower may know less when messages were lost.
  Index sent_commit = 0;
  ProgressState state = ProgressState::kProbe;
  // No more appends until something is heard from the follower.
  bool append_paused = false;
  // Heard from since the leader last checked its quorum.
  bool recent_active = false;
  bool is_learner = false;
  Index pending_snapshot = 0;  // Index of the snapshot sent; only in kSnapshot.
  Inflights inflights = {};    // Used only in kReplicate.

  // Go to a state, with everything that belongs to the old one forgotten.
  void BecomeProbe();
  void BecomeReplicate();
  void BecomeSnapshot(Index snapshot_index);

  // Notes that `count` entries with `bytes` of payload were sent from `next`
  // on. REQUIRES: not in kSnapshot.
  void SentEntries(size_t count, uint64_t bytes);
  // Notes that `commit` was sent.
  void SentCommit(Index commit) { sent_commit = commit; }
  // True if sending `index` as the commit index would tell the follower
  // something new that it can use.
  bool CanBumpCommit(Index index) const {
    return index > sent_commit && sent_commit < next - 1;
  }

  // Notes that the follower's log matches up to `index`. Returns true if that
  // is news; stale acknowledgements are not.
  bool MaybeUpdate(Index index);
  // Notes that the follower rejected an append after entry `rejected`, and
  // that it may match at `match_hint` or before. Returns false if the
  // rejection is stale; else `next` has moved back.
  bool MaybeDecrementTo(Index rejected, Index match_hint);

  // True if nothing may be sent now.
  bool IsPaused() const {
    return append_paused || state == ProgressState::kSnapshot;
  }

  void AddTo(Fingerprint& fingerprint) const;
  friend bool operator==(const Progress&, const Progress&) = default;

 private:
  void ResetState(ProgressState to);
};

// `StateReplicate match=5 next=9 inflight=3` and the like.
std::string Describe(const Progress& progress);

}  // namespace raft
