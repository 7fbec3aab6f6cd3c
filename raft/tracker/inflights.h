// Inflights: the append messages on their way to one follower, limited by
// number and by bytes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "raft/base/inline_vector.h"
#include "raft/types.h"

namespace raft {

class Fingerprint;

struct InflightLimits {
  uint64_t messages = 1;        // At least 1.
  uint64_t bytes = kUnlimited;  // 0 or kUnlimited: no limit.
  friend bool operator==(const InflightLimits&,
                         const InflightLimits&) = default;
};

// A queue of messages in flight, oldest first. A leader adds what it sends and
// frees what is acknowledged; while the queue is full it sends nothing but
// empty probes.
class Inflights {
 public:
  Inflights() = default;
  explicit Inflights(const InflightLimits& limits) : limits_(limits) {}

  // Notes a message whose last entry is at `index` and whose entries carry
  // `bytes` of payload. The byte limit is soft: one message may overshoot it.
  // REQUIRES: !Full(), and indexes never decrease.
  void Add(Index index, uint64_t bytes);
  // Frees all messages whose last entry is at or below `index`.
  void FreeUpTo(Index index);
  // Frees everything.
  void Clear();

  bool Full() const {
    return count() >= limits_.messages ||
           (limits_.bytes != 0 && bytes_ >= limits_.bytes);
  }
  size_t count() const { return queue_.size() - start_; }
  uint64_t bytes() const { return bytes_; }
  // Without the newest message, which may overshoot.
  uint64_t bytes_before_newest() const {
    return count() == 0 ? 0 : bytes_ - queue_.back().bytes;
  }
  const InflightLimits& limits() const { return limits_; }

  void AddTo(Fingerprint& fingerprint) const;
  friend bool operator==(const Inflights& a, const Inflights& b);

 private:
  struct Inflight {
    Index index = 0;
    uint64_t bytes = 0;
    friend bool operator==(const Inflight&, const Inflight&) = default;
  };

  InflightLimits limits_;
  uint64_t bytes_ = 0;  // Of the messages in the queue.
  size_t start_ = 0;    // Elements before it were freed.
  InlineVector<Inflight, 4> queue_;
};

}  // namespace raft
