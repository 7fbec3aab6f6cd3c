// Limits: when an exploration must end before it has seen everything.
#pragma once

#include <chrono>
#include <cstdint>

#include "harness/explore/explore_options.h"

namespace harness {

class Limits {
 public:
  // Time and memory count from here on. `options` must outlive it.
  explicit Limits(const ExploreOptions& options);

  // Why it must end with so many states; null if it need not. Any thread may
  // ask; time and memory are for one thread, whose `is_first` is true.
  const char* Reached(uint64_t states, bool is_first);
  // True at most ten times in a second.
  bool IsTimeToShow();
  // Whether a checkpoint is due that is written now and then.
  bool IsTimeToStore() const;
  void Stored() { stored_ = Clock::now(); }

  double Seconds() const;
  // What the process held at most, less what it began with.
  uint64_t BytesMost();

 private:
  using Clock = std::chrono::steady_clock;

  uint64_t Resident();

  const ExploreOptions& options_;
  const Clock::time_point begin_ = Clock::now();
  Clock::time_point shown_ = begin_;
  Clock::time_point weighed_ = begin_;
  Clock::time_point stored_ = begin_;
  uint64_t bytes_first_ = 0;
  uint64_t bytes_most_ = 0;
};

}  // namespace harness
