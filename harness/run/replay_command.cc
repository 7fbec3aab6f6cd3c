#include "harness/run/replay_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "harness/trace/replay.h"

namespace harness {
namespace {

struct Options {
  std::string path;
  bool verbose = false;
};

int Differs(const Trace& trace, const ReplayResult& result) {
  fmt::print(
      "the state differs from the stored one after action {} of {}: {}\n",
      result.differs_at, trace.actions.size(),
      Describe(trace.actions[result.differs_at - 1]));
  return 1;
}

int Replay(const Options& options) {
  const auto trace = ReadTrace(options.path);
  if (!trace) {
    fmt::print(stderr, "raftproof replay: {}\n", trace.error().Text());
    return 2;
  }
  Watcher watch;
  if (options.verbose) {
    watch = [](uint64_t number, const Action& action, const World& world) {
      fmt::print("{} {}\n{}", number, Describe(action), world.Describe());
    };
  }
  if (trace->fingerprint_version != kFingerprintVersion) {
    fmt::print("fingerprints are of version {}, not {}: not compared\n",
               trace->fingerprint_version, kFingerprintVersion);
  }
  const ReplayResult result = Replay(*trace, watch);
  if (result.differs_at != 0) return Differs(*trace, result);
  if (result.violation) {
    fmt::print("{} fell at action {}: {}\n", result.violation->invariant,
               result.actions, result.violation->evidence);
    return 1;
  }
  if (trace->violation) {
    fmt::print("{} actions, nothing fell; the trace is of a fall of {}\n",
               result.actions, trace->violation->invariant);
    return 0;
  }
  fmt::print("{} actions, nothing fell\n", result.actions);
  return 0;
}

}  // namespace

void AddReplayCommand(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* replay =
      app.add_subcommand("replay", "make a stored trace happen again");
  replay->add_option("trace", options->path, "a file that run has written")
      ->required();
  replay->add_flag("--verbose", options->verbose,
                   "show all nodes after each action");
  replay->callback([options, &exit_code] { exit_code = Replay(*options); });
}

}  // namespace harness
