// Campaign: many runs on several threads, and what came of them.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/run/run.h"

namespace harness {

struct CampaignSpec {
  RunSpec first;         // Later runs take the seeds after its own.
  uint64_t runs = 0;     // 0: no limit.
  uint64_t actions = 0;  // No new run after so many. 0: no limit.
  std::chrono::milliseconds time{0};  // 0: no limit.
  uint64_t jobs = 1;                  // Threads; at least 1.
  bool until_violation = false;       // The first one ends it.
  // Set from outside to end it early; what was found is kept.
  const std::atomic<bool>* interrupted = nullptr;
};

struct Fallen {
  uint64_t seed = 0;
  std::string signature;  // See minimize.h.
  uint64_t times = 1;     // How often it was seen, this one included.
  invariants::Violation violation;
  uint64_t actions_to_find = 0;  // Of the whole campaign, about.
  uint64_t runs_to_find = 0;     // The same.
  double seconds_to_find = 0;
  Trace trace;
};

struct CampaignResult {
  uint64_t runs = 0;
  uint64_t actions = 0;
  uint64_t no_ops = 0;
  // Parts of histories that the check at the end of a run left undecided: what
  // clients saw in them may or may not be linearizable.
  uint64_t undecided = 0;
  Setup largest;           // Of the setups, the one with the most nodes.
  uint64_t committed = 0;  // The highest commit index of each run, added up.
  invariants::Milestones milestones;
  double seconds = 0;
  std::vector<Fallen> fallen;  // The first of each signature, by time.
  uint64_t violations = 0;     // All of them.
  // What long campaigns must reach and this one did not; see expected.h.
  std::vector<invariants::Milestone> missing;
  bool interrupted = false;  // Less was done than was asked for.
};

// Runs until a limit is reached. `on_fallen` and `on_progress` (at most twice a
// second) are called one at a time, from any of the threads.
raft::Result<CampaignResult> RunCampaign(
    const CampaignSpec& spec,
    const std::function<void(const Fallen&)>& on_fallen,
    const std::function<void(const CampaignResult&)>& on_progress);

}  // namespace harness
