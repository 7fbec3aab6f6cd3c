// Replay: makes a trace happen again.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/trace/trace.h"
#include "harness/world/world.h"
#include "invariants/view.h"

namespace harness {

struct ReplayResult {
  uint64_t actions = 0;                            // How many happened.
  std::optional<invariants::Violation> violation;  // By the last of them.
  // The first action, from 1 on, after which the world was another one than
  // when the trace was made; 0 if there is none.
  uint64_t differs_at = 0;
  uint64_t no_ops = 0;
  invariants::Milestones milestones;
};

// Called after each action, numbered from 1 on, and after each of those that a
// kSettle is made of, under its number.
using Watcher =
    std::function<void(uint64_t number, const Action&, const World&)>;

// True if the trace has fingerprints that mean something here.
bool ComparesFingerprints(const Trace& trace);

// Runs the actions until they end, something falls, or a fingerprint differs
// (fingerprints of another version are not compared). After the last one comes
// what is asked at the end of a run (end_of_run.h).
ReplayResult Replay(const Trace& trace, const Watcher& watch = nullptr);

// The milestones that were reached and how often, by their names, as a trace
// stores them.
std::vector<std::pair<std::string, uint64_t>> Reached(
    const ReplayResult& result);

// What the trace says of its outcome that the replay shows to be otherwise, a
// line each; nothing where a fingerprint differs, for that is another run. Of a
// trace whose fingerprints are not compared only the fall counts, and only if
// it says that there is one: who writes actions by hand has not counted.
std::vector<std::string> Contradictions(const Trace& trace,
                                        const ReplayResult& result);

// Runs the actions and stores their fingerprints and results in the trace.
void Complete(Trace& trace);

}  // namespace harness
