// Run: one simulated schedule, chosen, applied and checked.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/action/apply.h"
#include "harness/strategy/strategy.h"
#include "harness/trace/trace.h"
#include "harness/world/world.h"
#include "invariants/view.h"

namespace harness {

// Everything that a run depends on.
struct RunSpec {
  uint64_t seed = 1;
  uint64_t steps = 2000;  // Actions, unless something falls before.
  // A name of the table of strategies; empty: drawn from the seed.
  std::string strategy;
  // For a named strategy that has one (strategies.h), at least 1. If it is not
  // given, it is as the strategy has it.
  std::optional<uint64_t> depth;
  bool settles = true;  // With a kSettle after the last step.
  // `name=value` for the setup; what is not named is drawn from the seed.
  std::vector<std::string> pinned;
};

struct RunResult {
  Setup setup;
  std::string_view strategy;
  Record record;
  std::optional<invariants::Violation> violation;
  std::vector<Action> actions;  // Up to the violation; empty without one.
  bool cut_short = false;       // It was interrupted before it was over.
};

// Runs one schedule. The same spec gives the same result, unless `interrupted`
// is set meanwhile: then it ends where it is, unsettled or half settled. An error if `pinned`
// cannot be set or leaves a setup that contradicts itself, or if there is no
// such strategy, or none with a depth where one is given.
class Runner {
 public:
  raft::Result<RunResult> Run(const RunSpec& spec,
                              const std::atomic<bool>* interrupted = nullptr);

 private:
  std::optional<invariants::Violation> Step(World& world, Strategy& strategy);

  Applier applier_;
  std::vector<Action> actions_;
};

// The trace of a run in which something fell, fingerprints included.
Trace TraceOf(const RunSpec& spec, const RunResult& result);

}  // namespace harness
