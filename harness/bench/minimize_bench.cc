// How long minimizing takes, on stored failures of setups that ask for more
// than Raft survives:
//   bazel run --config=opt //harness/bench:minimize_bench [TRACE...]
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/bench/counters.h"
#include "harness/trace/minimize.h"
#include "harness/trace/replay.h"

namespace harness {
namespace {

std::vector<std::string> StoredFailures() {
  std::vector<std::string> paths;
  for (const auto& file :
       std::filesystem::directory_iterator("corpus/failures")) {
    paths.push_back(file.path().string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

// Returns false, having said why, if nothing can be minimized.
bool Measure(const std::string& path) {
  const auto trace = ReadTrace(path);
  if (!trace) {
    fmt::print(stderr, "minimize_bench: {}\n", trace.error().Text());
    return false;
  }
  const auto violation = Replay(*trace).violation;
  if (!violation) {
    fmt::print(stderr, "minimize_bench: {}: nothing falls under it\n", path);
    return false;
  }
  uint64_t replays = 0;
  const Reading before = ReadCounters();
  const Trace minimized =
      Minimize(*trace, [&replays](const MinimizeProgress& progress) {
        replays = progress.replays;
        return true;
      });
  const Reading after = ReadCounters();
  fmt::print("{:<28} {:>8} {:>8} {:>8} {:>9.2f}\n", violation->invariant,
             trace->actions.size(), minimized.actions.size(), replays,
             static_cast<double>(after.nanoseconds - before.nanoseconds) / 1e9);
  return true;
}

}  // namespace
}  // namespace harness

int main(int argc, char** argv) {
  CLI::App app("How long failures take to minimize", "minimize_bench");
  std::vector<std::string> paths;
  app.add_option("traces", paths, "others than those of corpus/failures");
  CLI11_PARSE(app, argc, argv);
  if (paths.empty()) paths = harness::StoredFailures();
  fmt::print("{:<28} {:>8} {:>8} {:>8} {:>9}\n", "invariant", "actions",
             "shortest", "replays", "seconds");
  for (const std::string& path : paths) {
    if (!harness::Measure(path)) return 1;
  }
}
