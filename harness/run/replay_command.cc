#include "harness/run/replay_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/strategy/bytes.h"
#include "harness/trace/replay.h"

namespace harness {
namespace {

struct Options {
  std::string path;
  bool verbose = false;
  uint64_t step = 0;  // 0: none in particular.
  bool fingerprints = false;
  bool json = false;
};

// Nothing but the contradictions depends on why the trace was made.
void ShowJson(const Trace& trace, const ReplayResult& result,
              const std::vector<std::string>& contradictions) {
  nlohmann::json report;
  report["actions"] = result.actions;
  report["actions_in_trace"] = trace.actions.size();
  report["no_ops"] = result.no_ops;
  report["fingerprints_compared"] = ComparesFingerprints(trace);
  report["differs_at"] = nullptr;
  if (result.differs_at != 0) report["differs_at"] = result.differs_at;
  report["violation"] = nullptr;
  if (result.violation) {
    report["violation"] = {{"invariant", result.violation->invariant},
                           {"evidence", result.violation->evidence}};
  }
  report["contradictions"] = contradictions;
  for (size_t i = 0; i < invariants::kMilestones; ++i) {
    const auto milestone = static_cast<invariants::Milestone>(i);
    report["milestones"][std::string(invariants::Name(milestone))] =
        result.milestones.Count(milestone);
  }
  fmt::print("{}\n", report.dump(-1, ' ', false,
                                 nlohmann::json::error_handler_t::replace));
}

void ShowText(const Trace& trace, const ReplayResult& result,
              const std::vector<std::string>& contradictions) {
  if (!trace.fingerprints.empty() && !ComparesFingerprints(trace)) {
    fmt::print("fingerprints are of version {}, not {}: not compared\n",
               trace.fingerprint_version, kFingerprintVersion);
  }
  if (result.differs_at != 0) {
    fmt::print(
        "the state differs from the stored one after action {} of {}: {}\n",
        result.differs_at, trace.actions.size(),
        Describe(trace.actions[result.differs_at - 1]));
  } else if (result.violation) {
    fmt::print("{} fell at action {}: {}\n", result.violation->invariant,
               result.actions, result.violation->evidence);
  } else {
    fmt::print("{} actions, nothing fell\n", result.actions);
  }
  for (const std::string& line : contradictions) fmt::print("{}\n", line);
  if (result.no_ops != 0) {
    fmt::print("{} of the actions could not happen and did nothing\n",
               result.no_ops);
  }
}

int Replay(const Options& options) {
  const auto trace = ReadTraceOrBytes(options.path);
  if (!trace) {
    fmt::print(stderr, "raftproof replay: {}\n", trace.error().Text());
    return 2;
  }
  if (options.step > trace->actions.size()) {
    fmt::print(stderr, "raftproof replay: --step: {} has {} actions\n",
               options.path, trace->actions.size());
    return 2;
  }
  Watcher watch;
  if (options.step != 0) {
    watch = [&options](uint64_t number, const Action& action,
                       const World& world) {
      if (number + 1 != options.step && number != options.step) return;
      fmt::print("{} {}\n{}", number, Describe(action), world.Describe());
    };
  } else if (options.verbose) {
    watch = [](uint64_t number, const Action& action, const World& world) {
      fmt::print("{} {}\n{}", number, Describe(action), world.Describe());
    };
  } else if (options.fingerprints) {
    watch = [](uint64_t number, const Action&, const World& world) {
      fmt::print("{} {}\n", number, world.GetFingerprint());
    };
  }
  const ReplayResult result = Replay(*trace, watch);
  const auto contradictions = Contradictions(*trace, result);
  if (options.json) {
    ShowJson(*trace, result, contradictions);
  } else {
    ShowText(*trace, result, contradictions);
  }
  if (result.differs_at != 0 || result.violation) return 1;
  // Without fingerprints of this version a library that was mended since is no
  // contradiction: that nothing falls any more is what is hoped for.
  return ComparesFingerprints(*trace) && !contradictions.empty() ? 1 : 0;
}

}  // namespace

void AddReplayCommand(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* replay =
      app.add_subcommand("replay", "make a stored trace happen again");
  replay->footer(
      "Exit codes: 0 nothing fell; 1 something fell, or the trace has "
      "fingerprints of this version and a state or an outcome is not the "
      "stored one; 2 bad usage or input.");
  replay
      ->add_option("trace", options->path,
                   "a file that run or a fuzzer has written")
      ->required();
  auto* verbose = replay->add_flag("--verbose", options->verbose,
                                   "show all nodes after each action");
  replay
      ->add_option("--step", options->step,
                   "show all nodes before and after this action, from 1 on")
      ->check(CLI::Range(uint64_t{1}, uint64_t{1000000000}))
      ->excludes(verbose);
  auto* fingerprints =
      replay->add_flag("--fingerprints", options->fingerprints,
                       "show the fingerprint after each action");
  fingerprints->excludes(verbose);
  replay->add_flag("--json", options->json, "the result as one JSON object")
      ->excludes(verbose)
      ->excludes(fingerprints);
  replay->callback([options, &exit_code] { exit_code = Replay(*options); });
}

}  // namespace harness
