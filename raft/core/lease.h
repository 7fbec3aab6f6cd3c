// Lease: for how long a leader may answer reads without asking (Raft thesis
// §6.4.1, made safe).
#pragma once

#include <cstdint>
#include <optional>

#include "raft/quorum/joint.h"
#include "raft/types.h"

namespace raft {

class Fingerprint;

// The leader's half. Each heartbeat carries the time at which it was sent, and
// its echo renews the lease from then on, however late it comes. The other half
// is each voter's promise (Raft::BreaksPromise): for an election timeout after
// a heartbeat it helps nobody else to be elected, also across a restart.
class Lease {
 public:
  // The leader's time: ticks since its term began, from 1 on.
  uint64_t now() const { return now_; }
  void Tick() { ++now_; }

  // Notes that `from` echoed a heartbeat that was sent at `sent_at`.
  void Renew(NodeId from, uint64_t sent_at);
  // From now on another node may be elected in spite of all promises, because
  // this leader has asked it to.
  void Forfeit() { forfeited_ = true; }

  // True if a quorum of `voters` cannot have elected anybody yet: each of it
  // echoed a heartbeat that is younger than `duration` ticks. `self` needs no
  // echo.
  bool Holds(const JointVoters& voters, NodeId self, uint64_t duration) const;

  void AddTo(Fingerprint& fingerprint) const;
  friend bool operator==(const Lease&, const Lease&) = default;

 private:
  struct Echo {
    NodeId id = kNone;
    uint64_t sent_at = 0;
    friend bool operator==(const Echo&, const Echo&) = default;
  };

  uint64_t now_ = 1;
  bool forfeited_ = false;
  InlineVector<Echo, 7> echoes_;  // Sorted by id; the latest of each.
};

// What a heartbeat carries where leases are used: the position of the newest
// read that waits (see read_only.h; 0: none does), and the leader's time.
struct LeaseContext {
  uint64_t position = 0;
  uint64_t sent_at = 0;
};

// Sixteen bytes, the lowest of each number first.
Payload EncodeLeaseContext(const LeaseContext& context);
std::optional<LeaseContext> DecodeLeaseContext(const Payload& context);

}  // namespace raft
