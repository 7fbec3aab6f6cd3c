// How long minimizing takes, on failures that anybody can make again: runs of
// setups that ask for more than Raft survives.
//   bazel run --config=opt //harness/bench:minimize_bench [FAILURES]
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <string>
#include <vector>

#include "harness/bench/counters.h"
#include "harness/run/run.h"
#include "harness/trace/minimize.h"

namespace harness {
namespace {

void MeasureOne(uint64_t seed, const Trace& trace) {
  uint64_t replays = 0;
  const Reading before = ReadCounters();
  const Trace minimized =
      Minimize(trace, [&replays](const MinimizeProgress& progress) {
        replays = progress.replays;
        return true;
      });
  const Reading after = ReadCounters();
  fmt::print("{:>6} {:<26} {:>8} {:>8} {:>8} {:>9.2f}\n", seed,
             trace.violation->invariant, trace.actions.size(),
             minimized.actions.size(), replays,
             static_cast<double>(after.nanoseconds - before.nanoseconds) / 1e9);
}

void Measure(const char* name, std::vector<std::string> pinned,
             uint64_t failures) {
  fmt::print("{}\n{:>6} {:<26} {:>8} {:>8} {:>8} {:>9}\n", name, "seed",
             "invariant", "actions", "shortest", "replays", "seconds");
  Runner runner;
  RunSpec spec;
  spec.pinned = std::move(pinned);
  for (spec.seed = 1; failures > 0; ++spec.seed) {
    const auto result = runner.Run(spec);
    if (!result) {
      fmt::print(stderr, "minimize_bench: {}\n", result.error().Text());
      std::exit(1);
    }
    if (!result->violation) continue;
    MeasureOne(spec.seed, TraceOf(spec, *result));
    --failures;
  }
}

}  // namespace
}  // namespace harness

int main(int argc, char** argv) {
  CLI::App app("How long failures take to minimize", "minimize_bench");
  uint64_t failures = 8;
  app.add_option("failures", failures, "so many of each kind")
      ->check(CLI::Range(uint64_t{1}, uint64_t{1'000'000}))
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  harness::Measure("disks are lost and ids used again", {"reuse_ids=1"},
                   failures);
  harness::Measure("clocks outrun leases",
                   {"lease_reads=1", "check_quorum=511", "max_skew=9",
                    "lease_margin=0", "nodes=3"},
                   failures);
}
