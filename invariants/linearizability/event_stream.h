// EventStream: the calls and returns of a part, in the order of time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include "invariants/linearizability/register_part.h"

namespace lin {

struct Event {
  Time time = 0;
  bool is_return = false;
  uint32_t operation = 0;  // An index of RegisterPart::operations.
};

// Remembers only the operations that are open. Copies go on for themselves.
class EventStream {
 public:
  explicit EventStream(const RegisterPart& part)
      : operations_(&part.operations) {}

  bool HasNext() const {
    return next_call_ < operations_->size() || !returns_.empty();
  }

  // REQUIRES: HasNext().
  Event Next() {
    const bool calls =
        next_call_ < operations_->size() &&
        (returns_.empty() ||
         (*operations_)[next_call_].called_at <= returns_.front().time);
    if (!calls) {
      std::pop_heap(returns_.begin(), returns_.end(), IsLater);
      const Event event = returns_.back();
      returns_.pop_back();
      return event;
    }
    const RegisterOperation& operation = (*operations_)[next_call_];
    if (!operation.optional) {
      returns_.push_back({operation.returned_at, true, next_call_});
      std::push_heap(returns_.begin(), returns_.end(), IsLater);
    }
    return {operation.called_at, false, next_call_++};
  }

  // No operation is open that must return.
  bool IsQuiet() const { return returns_.empty(); }

  // Goes to a moment at which that is so, when so many have been called.
  void GoTo(uint32_t called) {
    returns_.clear();
    next_call_ = called;
  }

  // How many operations were called.
  uint32_t called() const { return next_call_; }

 private:
  static bool IsLater(const Event& a, const Event& b) {
    return std::tie(a.time, a.operation) > std::tie(b.time, b.operation);
  }

  const std::vector<RegisterOperation>* operations_;
  uint32_t next_call_ = 0;
  std::vector<Event> returns_;  // A heap: the earliest is the first.
};

}  // namespace lin
