#include "harness/run/run.h"

#include <utility>

#include "harness/run/draw_setup.h"
#include "harness/strategy/random.h"
#include "harness/strategy/random_walk.h"
#include "harness/trace/replay.h"

namespace harness {
namespace {

raft::Result<Setup> SetupOf(const RunSpec& spec, Random& random) {
  Setup setup = DrawSetup(random);
  for (const std::string& assignment : spec.pinned) {
    if (auto set = Set(setup, assignment); !set) {
      return std::unexpected(set.error());
    }
  }
  if (auto valid = Validate(setup); !valid) {
    return std::unexpected(valid.error());
  }
  return setup;
}

}  // namespace

raft::Result<RunResult> Runner::Run(const RunSpec& spec) {
  Random random(spec.seed);
  const raft::Result<Setup> setup = SetupOf(spec, random);
  if (!setup) return std::unexpected(setup.error());
  World world(*setup);
  const Weights weights = DrawWeights(*setup, random);
  RandomWalk walk(weights, random);
  RunResult result;
  result.setup = *setup;
  actions_.clear();
  while (actions_.size() < spec.steps && !result.violation) {
    actions_.push_back(walk.Next(world));
    result.violation = applier_.Apply(world, actions_.back());
  }
  if (!result.violation) {
    const Settling settling =
        spec.seed % 2 == 0 ? Settling::kAll : Settling::kQuorum;
    actions_.push_back(
        {.verb = Verb::kSettle, .option = static_cast<uint64_t>(settling)});
    result.violation = applier_.Apply(world, actions_.back());
  }
  result.record = std::move(world.record);
  if (result.violation) result.actions = actions_;
  return result;
}

Trace TraceOf(const RunSpec& spec, const RunResult& result) {
  Trace trace;
  trace.setup = result.setup;
  trace.strategy = "random";
  trace.seed = spec.seed;
  trace.actions = result.actions;
  Complete(trace);
  return trace;
}

}  // namespace harness
