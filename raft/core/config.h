// Config: how one node runs.
#pragma once

#include <cstdint>

#include "raft/base/error.h"
#include "raft/base/jitter.h"
#include "raft/base/logger.h"
#include "raft/types.h"

namespace raft {

enum class ReadOnlyOption : uint8_t {
  kSafe = 0,  // A read is confirmed by a round of heartbeats.
  // A leader whose heartbeats of the last election timeout were echoed by a
  // quorum answers at once, else as kSafe. As good as the clocks: see
  // lease_margin. All nodes of a cluster must use it, or none. A deviation from
  // the reference, whose leases do not stand up to delays and restarts.
  kLeaseBased = 1,
};

// Sizes are bytes, times are ticks. The values are those of one node; the
// nodes of a cluster may differ in all but their idea of time.
struct Config {
  NodeId id = kNone;  // Not kNone, not a local target, never reused.

  // An election starts after [election_tick, 2 * election_tick) without a
  // leader. More than heartbeat_tick; ten times as much is usual.
  uint64_t election_tick = 0;
  uint64_t heartbeat_tick = 0;  // At least 1.

  // The last index that the application has applied, on a restart. Entries up
  // to here are not handed out again. 0: as the storage's compaction point.
  Index applied = 0;

  // Writes and applications go through messages to storage threads, and
  // RawNode::Advance is not used.
  bool async_storage_writes = false;

  // Most encoded bytes of entries in one append. 0: one entry per message;
  // kUnlimited: no limit.
  uint64_t max_size_per_message = 0;
  // Most encoded bytes of entries handed out for application and not yet
  // acknowledged, and of those looked through at once for membership changes.
  // 0: as max_size_per_message.
  uint64_t max_committed_size_per_ready = 0;
  // Most payload bytes of a leader's entries that are uncommitted or that it
  // has not applied yet: an entry counts from its proposal until the leader's
  // application has acknowledged it. Proposals beyond it are dropped. 0: no
  // limit.
  uint64_t max_uncommitted_entries_size = 0;
  // Most appends in flight to one follower; at least 1.
  uint64_t max_inflight_messages = 0;
  // Most payload bytes in flight to one follower; at least
  // max_size_per_message. 0: no limit.
  uint64_t max_inflight_bytes = 0;

  // A leader that hears from no quorum steps down, and followers do not vote
  // while they hear from their leader (Raft thesis §6.2, §4.2.3).
  bool check_quorum = false;
  // Candidates ask whether they could win before they raise the term (Raft
  // thesis §9.6).
  bool pre_vote = false;
  ReadOnlyOption read_only_option = ReadOnlyOption::kSafe;

  // By how much less than election_tick a lease lasts, in ticks: at least as
  // far as two clocks can go apart in that time. Unused without leases.
  uint64_t lease_margin = 0;

  // Proposals wait for the next Ready and travel together, as far as
  // max_size_per_message lets them; else each is sent as it comes. For
  // throughput; the Raft protocol is the same.
  bool batch_appends = false;

  // Followers drop proposals instead of passing them on to the leader.
  bool disable_proposal_forwarding = false;
  // Proposed membership changes are not checked against what is pending. The
  // application then owes what the check would see to: changes are proposed one
  // at a time, in the whole cluster, each after the one before was applied on
  // the node that proposes it. Overlapping changes lose commits in Raft itself
  // (Raft thesis §4.1), and every node, with or without this option, takes of
  // two changes in its log the first for committed (known_commits.cc).
  bool disable_conf_change_validation = false;
  // A leader that is removed or demoted steps down when it applies that.
  bool step_down_on_removal = false;

  // The randomness of election timeouts; see raft/base/jitter.h.
  uint64_t jitter_seed = 0;
  Jitter jitter = HashJitter;

  Logger* logger = nullptr;  // Not owned; null: no log lines.
};

// Returns `config` with its defaults filled in, or kBadConfig and what is
// wrong with it.
Result<Config> Validated(Config config);

}  // namespace raft
