// What an exploration is asked for, and what came of it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/trace/trace.h"
#include "invariants/milestones.h"
#include "invariants/view.h"

namespace harness {

enum class Order : uint8_t {
  kBreadth,  // What falls, falls as early as it can.
  kDepth,    // Less memory on the way; needs a depth, in the model.
};

struct ExploreOptions {
  Order order = Order::kBreadth;
  uint64_t jobs = 1;  // Threads. Only kBreadth uses more than one.
  // Budgets; 0: none.
  std::chrono::milliseconds time{0};
  uint64_t memory = uint64_t{4} << 30;  // Bytes that the process may hold.
  uint64_t states = 0;
  // If set, only a fall with this signature (harness/trace/minimize.h) counts;
  // what falls otherwise goes no further.
  std::string signature = {};
  bool remembers = true;  // See Stepper.
  // A file (checkpoint.h) for what is unfinished when a budget ends or it is
  // interrupted, and now and then, if `checkpoint_every` says so; empty: none.
  std::string checkpoint = {};
  std::optional<std::chrono::milliseconds> checkpoint_every = {};
  // Such a file to go on from; empty: from the first state.
  std::string resume = {};
  const std::atomic<bool>* interrupted = nullptr;
};

// How far an exploration is.
struct ExploreCounts {
  uint64_t states = 0;             // Distinct ones, found.
  uint64_t waiting = 0;            // Of them, not expanded yet.
  uint64_t level = 0;              // While exploring: how many have this depth.
  std::optional<double> expected;  // While exploring: see estimate.h.
  uint64_t transitions = 0;        // From a state to one within the bounds.
  uint64_t applied = 0;      // How often Apply ran; what it did is remembered.
  uint64_t skipped = 0;      // Transitions whose order does not matter.
  uint64_t beyond = 0;       // Transitions to more messages than may be.
  uint64_t settled = 0;      // States from which a settle phase succeeded.
  uint64_t other_falls = 0;  // That had another signature.
  // Breadth-first: no schedule of so many actions, or fewer, is a violation.
  uint64_t excluded = 0;
  uint64_t depth = 0;  // Of the farthest state; with a bound of
                       // deviations, how many it has.
  // How many states there would be if nodes, or clients, had their names.
  uint64_t with_node_names = 0;
  double with_all_names = 0;
  uint64_t bytes =
      0;  // That the process held at most, less what it began with.
  double seconds = 0;
};

struct Exploration {
  enum class End : uint8_t { kAll, kFell, kUndecided };

  End end = End::kUndecided;
  std::string reason;  // Which budget ended it; empty unless kUndecided.
  ExploreCounts counts;
  invariants::Milestones milestones;  // Reached; how often means nothing.
  std::optional<Trace> trace;         // Of what fell; fingerprints included.
  bool depth_bound = false;  // States at the model's depth were left as they
                             // were.
  // Breadth-first: how many states there are at each depth.
  std::vector<uint64_t> levels;
  uint64_t checkpoints = 0;       // How many were written.
  std::string checkpoint_failed;  // Why the last one was not; empty: it was.
};

}  // namespace harness
