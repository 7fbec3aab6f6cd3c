#include "harness/run/minimize_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "harness/explore/certify.h"
#include "harness/explore/model.h"
#include "harness/flags/units.h"
#include "harness/run/minimized.h"
#include "harness/strategy/bytes.h"
#include "harness/trace/replay.h"
#include "harness/trace/signature.h"

namespace harness {
namespace {

std::atomic<bool> interrupted = false;

struct Options {
  std::string path;
  std::string out;
  bool json = false;
  bool certify = false;
  double seconds = 60;  // For certifying.
};

// Looks for a shorter trace, and puts it into `trace` if there is one. Returns
// what is known then.
std::string CertifiedText(const Options& options, Trace& trace) {
  ExploreOptions explore;
  explore.interrupted = &interrupted;
  explore.time = Milliseconds(options.seconds);
  auto certificate = Certify(trace, explore);
  if (!certificate) {
    return fmt::format("not certified: {}", certificate.error().Text());
  }
  if (certificate->shorter) {
    trace = std::move(*certificate->shorter);
    certificate->reason.clear();
  }
  std::string bounds = ToText(certificate->model);
  std::replace(bounds.begin(), bounds.end(), '\n', ' ');
  return fmt::format(
      "{}: no trace with fewer than {} actions shows the same ({} states "
      "within {})",
      certificate->reason.empty()
          ? "certified"
          : "not certified to its length, " + certificate->reason,
      certificate->excluded + 1, certificate->states, bounds);
}

// Minimizing goes by what happens now, whatever is stored.
void WarnOfAnotherOutcome(const Options& options, const Trace& trace) {
  const ReplayResult result = Replay(trace);
  if (result.differs_at != 0) {
    fmt::print(stderr,
               "raftproof minimize: {}: the fingerprints differ from action {} "
               "on: made by another version or edited\n",
               options.path, result.differs_at);
  }
  for (const std::string& line : Contradictions(trace, result)) {
    fmt::print(stderr, "raftproof minimize: {}: {}\n", options.path, line);
  }
}

int Run(const Options& options) {
  const auto trace = ReadTraceOrBytes(options.path);
  if (!trace) {
    fmt::print(stderr, "raftproof minimize: {}\n", trace.error().Text());
    return 2;
  }
  Trace exact = *trace;
  exact.fingerprints.clear();
  if (!Replay(exact).violation) {
    fmt::print(stderr, "raftproof minimize: {}: nothing falls under it\n",
               options.path);
    return 2;
  }
  WarnOfAnotherOutcome(options, *trace);
  std::signal(SIGINT, [](int) { interrupted = true; });
  std::signal(SIGTERM, [](int) { interrupted = true; });
  Trace minimized = MinimizeAloud(exact, interrupted);
  const std::string certified =
      options.certify ? CertifiedText(options, minimized) : "";
  const bool cut_short = interrupted;
  const auto kept =
      Keep(minimized,
           options.out.empty() ? MinimizedPath(options.path) : options.out);
  if (!kept) {
    fmt::print(stderr, "raftproof minimize: {}\n", kept.error().Text());
    return 2;
  }
  if (options.json) {
    nlohmann::json report = {{"actions_before", trace->actions.size()},
                             {"actions", minimized.actions.size()},
                             {"interrupted", cut_short},
                             {"signature", SignatureOf(*minimized.violation)},
                             {"setup", Describe(minimized.setup)},
                             {"trace", kept->trace},
                             {"story", kept->story}};
    if (options.certify) report["certified"] = certified;
    fmt::print("{}\n", report.dump(-1, ' ', false,
                                   nlohmann::json::error_handler_t::replace));
    return cut_short ? 3 : 0;
  }
  fmt::print("{} of {} actions left{}: {}\n  {}\n", minimized.actions.size(),
             trace->actions.size(),
             cut_short ? " (interrupted: it may get shorter)" : "", kept->trace,
             minimized.violation->evidence);
  if (options.certify) fmt::print("{}\n", certified);
  fmt::print("\n{}", kept->story_text);
  if (!kept->story.empty()) {
    fmt::print(
        "\nits story: {}\nsee it: ci/raftproof view {} --html trace.html\n",
        kept->story, kept->trace);
  }
  return cut_short ? 3 : 0;
}

}  // namespace

void AddMinimizeCommand(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* minimize =
      app.add_subcommand("minimize", "make a failing trace short and plain");
  minimize->footer(
      "Exit codes: 0 it was minimized, 2 bad usage or input, or nothing "
      "falls, 3 interrupted: what was written may get shorter.");
  minimize
      ->add_option("trace", options->path,
                   "a file that run or a fuzzer has written")
      ->required();
  minimize->add_option("--out", options->out,
                       "where to write it; beside the trace, if not given");
  minimize->add_flag("--certify", options->certify,
                     "explore whether a shorter trace shows the same");
  minimize
      ->add_option("--certify-for", options->seconds,
                   "how long at most, like 30s, 10m, 2h")
      ->default_str("60s")
      ->transform(Time());
  minimize->add_flag("--json", options->json, "the result as one JSON object");
  minimize->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace harness
