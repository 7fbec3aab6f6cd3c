#include "harness/run/run.h"

#include <exception>
#include <utility>

#include "harness/action/look_at.h"
#include "harness/run/draw_settling.h"
#include "harness/run/draw_setup.h"
#include "harness/strategy/random.h"
#include "harness/strategy/strategies.h"
#include "harness/trace/end_of_run.h"
#include "harness/trace/replay.h"

namespace harness {
namespace {

// The one that is named, or one that is drawn.
raft::Result<const StrategyRow*> Choose(const RunSpec& spec, Random& random) {
  const bool named = !spec.strategy.empty();
  const StrategyRow* row =
      named ? FindStrategy(spec.strategy) : &DrawStrategy(random);
  if (row == nullptr) {
    return raft::Fail(raft::ErrorCode::kBadConfig,
                      "there is no strategy '" + spec.strategy + "'");
  }
  if (spec.depth && (!named || row->make_with_depth == nullptr)) {
    return raft::Fail(raft::ErrorCode::kBadConfig,
                      "a depth needs the name of a strategy that has one");
  }
  return row;
}

}  // namespace

std::optional<invariants::Violation> Runner::Step(World& world,
                                                  Strategy& strategy) {
  try {
    actions_.push_back(strategy.Next(world));
  } catch (const std::exception& thrown) {
    return ThrownBetween(world, thrown.what(), "the strategy");
  }
  return applier_.Apply(world, actions_.back());
}

raft::Result<RunResult> Runner::Run(const RunSpec& spec,
                                    const std::atomic<bool>* interrupted) {
  Random random(spec.seed);
  const raft::Result<Setup> setup = DrawSetup(random, spec.pinned);
  if (!setup) return std::unexpected(setup.error());
  const raft::Result<const StrategyRow*> chosen = Choose(spec, random);
  if (!chosen) return std::unexpected(chosen.error());
  const StrategyRow& row = **chosen;
  World world(*setup);
  const auto strategy =
      spec.depth ? row.make_with_depth(*setup, spec.steps, *spec.depth, random)
                 : row.make(*setup, spec.steps, random);
  RunResult result;
  result.strategy = row.name;
  result.setup = *setup;
  actions_.clear();
  while (actions_.size() < spec.steps && !result.violation) {
    if (interrupted != nullptr &&
        interrupted->load(std::memory_order_relaxed)) {
      result.cut_short = true;
      break;
    }
    result.violation = Step(world, *strategy);
  }
  const bool whole = !result.violation && !result.cut_short;
  if (whole && spec.settles) {
    actions_.push_back(
        {.verb = Verb::kSettle,
         .option = DrawSettling(spec.seed, *setup, random)});
    applier_.interrupted = interrupted;
    result.violation = applier_.Apply(world, actions_.back());
    result.cut_short = !result.violation && interrupted != nullptr &&
                       interrupted->load(std::memory_order_relaxed);
  }
  if (whole && !result.violation) result.violation = CheckEndOfRun(world);
  result.record = std::move(world.record);
  if (result.violation) result.actions = actions_;
  return result;
}

Trace TraceOf(const RunSpec& spec, const RunResult& result) {
  Trace trace;
  trace.setup = result.setup;
  trace.strategy = result.strategy;
  trace.seed = spec.seed;
  trace.actions = result.actions;
  Complete(trace);
  return trace;
}

}  // namespace harness
