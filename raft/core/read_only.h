// ReadOnly: reads that wait for the leader to be confirmed (Raft thesis §6.4).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "raft/quorum/joint.h"
#include "raft/types.h"

namespace raft {

class Fingerprint;

// A queue of reads, numbered by position from 1 on since the leader's term
// began. Heartbeats carry the newest position; a quorum that echoed position p
// confirms all reads up to p. Positions, and not the contexts of the readers,
// are what is echoed, so readers may use any context, also twice.
class ReadOnly {
 public:
  struct Read {
    Message request;  // kReadIndex.
    Index index = 0;  // The commit index when the leader received it.
    friend bool operator==(const Read&, const Read&) = default;
  };

  void Add(Message request, Index index);
  // The position of the newest read, if any read waits.
  std::optional<uint64_t> NewestPosition() const;
  // True if heartbeats of this term carried `position`.
  bool WasSent(uint64_t position) const {
    return position <= confirmed_ + waiting_.size();
  }
  // Notes that `from` echoed `position`.
  void Acknowledge(NodeId from, uint64_t position);
  // Takes out the reads that a quorum of `voters` has confirmed, in order.
  std::vector<Read> TakeConfirmed(const JointVoters& voters);

  size_t waiting() const { return waiting_.size(); }
  void AddTo(Fingerprint& fingerprint) const;
  friend bool operator==(const ReadOnly&, const ReadOnly&) = default;

 private:
  struct Acknowledged {
    NodeId id = kNone;
    uint64_t position = 0;
    friend bool operator==(const Acknowledged&, const Acknowledged&) = default;
  };

  uint64_t confirmed_ = 0;     // How many reads were taken out.
  std::vector<Read> waiting_;  // Positions confirmed_ + 1 and on.
  InlineVector<Acknowledged, 7> acknowledged_;  // Sorted by id.
};

// The form in which a position travels as the context of a heartbeat: eight
// bytes, the lowest first.
Payload EncodePosition(uint64_t position);
std::optional<uint64_t> DecodePosition(const Payload& context);

}  // namespace raft
