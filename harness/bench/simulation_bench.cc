// How fast the simulation is, on one core, with every invariant on:
//   bazel run --config=opt //harness/bench:simulation_bench
#include <fmt/format.h>

#include <cstdlib>

#include "harness/bench/counters.h"
#include "harness/run/run.h"

namespace harness {
namespace {

void Measure(const char* name, std::vector<std::string> pinned) {
  Runner runner;
  RunSpec spec;
  spec.pinned = std::move(pinned);
  uint64_t actions = 0;
  uint64_t no_ops = 0;
  const Reading before = ReadCounters();
  for (spec.seed = 1; spec.seed <= 1000; ++spec.seed) {
    const auto result = runner.Run(spec);
    if (!result || result->violation) {
      fmt::print(stderr, "simulation_bench: seed {} fell\n", spec.seed);
      std::exit(1);
    }
    actions += result->record.actions;
    no_ops += result->record.no_ops;
  }
  const Reading after = ReadCounters();
  const double seconds =
      static_cast<double>(after.nanoseconds - before.nanoseconds) / 1e9;
  const auto happened = static_cast<double>(actions - no_ops);
  fmt::print(
      "{:<22} {:>12.0f} {:>14.0f} {:>13.2f} {:>11.0f}\n", name,
      static_cast<double>(actions) / seconds, happened / seconds,
      static_cast<double>(after.allocations - before.allocations) / happened,
      static_cast<double>(after.allocated - before.allocated) / happened);
}

}  // namespace
}  // namespace harness

int main() {
  fmt::print("{:<22} {:>12} {:>14} {:>13} {:>11}\n", "setup", "actions/s",
             "without no-ops", "allocations", "bytes");
  harness::Measure("drawn", {});
  harness::Measure("3 nodes, atomic",
                   {"nodes=3", "spares=0", "learners=0", "drive=0"});
  harness::Measure("3 nodes, sync",
                   {"nodes=3", "spares=0", "learners=0", "drive=1"});
  harness::Measure("3 nodes, async",
                   {"nodes=3", "spares=0", "learners=0", "drive=2"});
  harness::Measure("5 nodes, atomic",
                   {"nodes=5", "spares=0", "learners=0", "drive=0"});
}
