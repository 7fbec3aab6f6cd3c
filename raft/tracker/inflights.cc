#include "raft/tracker/inflights.h"

#include <algorithm>

#include "raft/base/check.h"
#include "raft/base/fingerprint.h"

namespace raft {

void Inflights::Add(Index index, uint64_t bytes) {
  RAFT_CHECK(!Full(), "cannot add into a full inflights");
  if (queue_.size() == queue_.capacity() && start_ > 0 &&
      start_ >= queue_.size() / 2) {
    // Reuse the room of what was freed before asking for more; but only when
    // that is half of it, so that a full window does not move at every step.
    queue_.erase(queue_.begin(), queue_.begin() + start_);
    start_ = 0;
  }
  queue_.push_back({index, bytes});
  bytes_ += bytes;
}

void Inflights::FreeUpTo(Index index) {
  while (start_ < queue_.size() && queue_[start_].index <= index) {
    bytes_ -= queue_[start_].bytes;
    ++start_;
  }
  if (start_ == queue_.size()) Clear();
}

void Inflights::Clear() {
  queue_.clear();
  start_ = 0;
  bytes_ = 0;
}

void Inflights::AddTo(Fingerprint& fingerprint) const {
  fingerprint.Add(count());
  for (size_t i = start_; i < queue_.size(); ++i) {
    fingerprint.Add(queue_[i].index);
    fingerprint.Add(queue_[i].bytes);
  }
}

bool operator==(const Inflights& a, const Inflights& b) {
  return a.limits_ == b.limits_ && a.bytes_ == b.bytes_ &&
         std::equal(a.queue_.begin() + a.start_, a.queue_.end(),
                    b.queue_.begin() + b.start_, b.queue_.end());
}

}  // namespace raft
