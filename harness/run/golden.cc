#include "harness/run/golden.h"

#include <fmt/format.h>

#include <sstream>

#include "harness/action/apply.h"
#include "harness/run/draw_setup.h"
#include "harness/strategy/random.h"
#include "harness/strategy/strategies.h"
#include "harness/world/world.h"
#include "raft/base/check.h"
#include "raft/base/fingerprint.h"

namespace harness {
namespace {

constexpr uint64_t kSteps = 300;
constexpr uint64_t kDrives = 4;
constexpr uint64_t kSeeds = 6;

}  // namespace

std::vector<GoldenRun> GoldenRuns() {
  std::vector<GoldenRun> runs;
  for (const StrategyRow& row : Strategies()) {
    for (uint64_t drive = 0; drive < kDrives; ++drive) {
      for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
        runs.push_back(
            {.strategy = std::string(row.name), .drive = drive, .seed = seed});
      }
    }
  }
  return runs;
}

GoldenRun Perform(GoldenRun run) {
  const StrategyRow* row = FindStrategy(run.strategy);
  RAFT_CHECK(row != nullptr, "there is no strategy '{}'", run.strategy);
  Random random(run.seed);
  Setup setup = DrawSetup(random);
  setup.drive = run.drive;
  World world(setup);
  const auto strategy = row->make(setup, kSteps, random);
  Applier applier;
  raft::Fingerprint every;
  for (uint64_t step = 0; step <= kSteps; ++step) {
    const Action action =
        step < kSteps ? strategy->Next(world) : Action{.verb = Verb::kSettle};
    if (applier.Apply(world, action)) break;
    every.Add(world.GetFingerprint());
  }
  run.last = world.GetFingerprint();
  run.every = every.Get();
  return run;
}

std::string ToLine(const GoldenRun& run) {
  return fmt::format("{} {} {} {:016x} {:016x}", run.strategy, run.drive,
                     run.seed, run.last, run.every);
}

raft::Result<GoldenRun> ParseGoldenRun(const std::string& line) {
  GoldenRun run;
  std::istringstream in(line);
  in >> run.strategy >> run.drive >> run.seed >> std::hex >> run.last >>
      run.every;
  if (in.fail() || ToLine(run) != line) {
    return raft::Fail(
        raft::ErrorCode::kBadBytes,
        "expected `strategy drive seed last every`, not '" + line + "'");
  }
  return run;
}

}  // namespace harness
