#include "harness/run/run_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "harness/flags/units.h"
#include "harness/run/campaign.h"
#include "harness/run/expected.h"
#include "harness/run/minimized.h"
#include "harness/strategy/pct.h"
#include "harness/strategy/strategies.h"

namespace harness {
namespace {

std::atomic<bool> interrupted = false;

struct Options {
  CampaignSpec spec;
  double seconds = 0;  // 0 for as long as it takes.
  std::string folder = "out";
  uint64_t nodes = 0;
  bool json = false;
  bool minimize = true;
  double progress_at = 0;  // When progress was shown last, in seconds.
};

struct Minimized {
  size_t actions = 0;
  Kept kept;
};

constexpr std::string_view kBeyondAtlas =
    "; beyond the fault atlas, so no bug by itself";

std::string Rate(const CampaignResult& result) {
  return fmt::format("{:.0f}", static_cast<double>(result.actions) /
                                   std::max(result.seconds, 1e-3));
}

// On a terminal one line that changes, elsewhere a line now and then.
void ShowProgress(const CampaignResult& result, double& last_line_at) {
  const bool terminal = isatty(STDERR_FILENO) != 0;
  if (!terminal && result.seconds - last_line_at < 10) return;
  last_line_at = result.seconds;
  fmt::print(stderr,
             "{}{} runs  {} actions  {}/s  {} elections  {} violations  {:.0f}"
             " s{}",
             terminal ? "\r" : "", result.runs, result.actions, Rate(result),
             result.milestones.Count(invariants::Milestone::kLeaderElected),
             result.violations, result.seconds, terminal ? " " : "\n");
}

std::string PathOf(const Options& options, const Fallen& fallen) {
  return fmt::format("{}/{}-{}.textproto", options.folder,
                     fallen.violation.invariant, fallen.seed);
}

// Stores the trace at once: an interruption must not lose it.
void ShowFallen(const Options& options, const Fallen& fallen) {
  const std::string path = PathOf(options, fallen);
  fmt::print(stderr, "\n{} fell: {}\n  seed {}, action {} of its run{}\n",
             fallen.violation.invariant, fallen.violation.evidence, fallen.seed,
             fallen.trace.actions.size(),
             InsideAtlas(fallen.trace.setup) ? "" : kBeyondAtlas);
  if (const auto written = WriteTrace(path, fallen.trace); !written) {
    fmt::print(stderr, "  the trace could not be stored: {}\n",
               written.error().Text());
    return;
  }
  if (!fallen.trace.violation) {
    fmt::print(stderr,
               "  its actions alone do not show it; --seed {} --runs 1 does\n",
               fallen.seed);
    return;
  }
  fmt::print(stderr, "  replay it: ci/raftproof replay {}\n", path);
}

// Minimizes what fell, one of each kind. A minimized trace that cannot be
// stored is lost, but not the trace.
std::vector<Minimized> MinimizeEach(const Options& options,
                                    const CampaignResult& result) {
  std::vector<Minimized> all;
  for (const Fallen& fallen : result.fallen) {
    if (interrupted) break;
    if (!fallen.trace.violation) {
      all.emplace_back();  // Nothing falls under it, so nothing is left out.
      continue;
    }
    Trace exact = fallen.trace;
    exact.fingerprints.clear();
    const Trace minimized = MinimizeAloud(exact, interrupted);
    auto kept = Keep(minimized, MinimizedPath(PathOf(options, fallen)));
    if (!kept) {
      fmt::print(stderr, "raftproof run: {}\n", kept.error().Text());
      break;
    }
    all.push_back(
        {.actions = minimized.actions.size(), .kept = *std::move(kept)});
  }
  return all;
}

bool NamesNodes(std::string_view assignment) {
  return assignment.starts_with("nodes=");
}

// What the absence of a violation is worth under pct.
struct Guarantee {
  uint64_t agents = 0;  // Links and nodes, at most.
  uint64_t steps = 0;
  uint64_t depth = 0;
  // Chances at least that a bug of this depth shows.
  double in_a_run = 0;
  double in_all = 0;
};

Guarantee GuaranteeOf(const Options& options, const CampaignResult& result) {
  Guarantee guarantee{.agents = PctAgents(result.largest),
                      .steps = options.spec.first.steps,
                      .depth = options.spec.first.depth.value_or(Pct::kDepth)};
  guarantee.in_a_run =
      PctGuarantee(guarantee.agents, guarantee.steps, guarantee.depth);
  // 1 - (1 - run)^runs, which would be 0 if it were written so.
  guarantee.in_all = -std::expm1(static_cast<double>(result.runs) *
                                 std::log1p(-guarantee.in_a_run));
  return guarantee;
}

void ShowGuarantee(const Guarantee& guarantee, uint64_t runs) {
  fmt::print(
      "pct with {} links and nodes at most, {} steps and depth {}:\n"
      "  a bug that takes {} constraints on their order, or fewer, shows in a "
      "run with a chance of {:.2g} at least, in all {} runs with {:.2g}\n",
      guarantee.agents, guarantee.steps, guarantee.depth, guarantee.depth,
      guarantee.in_a_run, runs, guarantee.in_all);
}

void ShowReport(const Options& options, const CampaignResult& result,
                const std::vector<Minimized>& minimized) {
  fmt::print(
      "runs {}  actions {}  actions/s {}  no-ops {:.1f} %  seconds {:.1f}\n",
      result.runs, result.actions, Rate(result),
      100.0 * static_cast<double>(result.no_ops) /
          static_cast<double>(std::max<uint64_t>(result.actions, 1)),
      result.seconds);
  if (result.interrupted) {
    fmt::print("INTERRUPTED: less was done than was asked for\n");
  }
  fmt::print("{:<44} {}\n", "entries committed", result.committed);
  for (size_t i = 0; i < invariants::kMilestones; ++i) {
    const auto milestone = static_cast<invariants::Milestone>(i);
    fmt::print("{:<44} {}\n", invariants::Name(milestone),
               result.milestones.Count(milestone));
  }
  if (options.spec.first.strategy == "pct") {
    ShowGuarantee(GuaranteeOf(options, result), result.runs);
  }
  fmt::print("{:<44} {}\n", "histories undecided", result.undecided);
  fmt::print("{:<44} {}\n", "violations", result.violations);
  for (size_t i = 0; i < result.fallen.size(); ++i) {
    const Fallen& fallen = result.fallen[i];
    fmt::print("  {:>6} times: {}{}\n", fallen.times, fallen.signature,
               InsideAtlas(fallen.trace.setup) ? "" : kBeyondAtlas);
    if (i >= minimized.size() || minimized[i].kept.trace.empty()) continue;
    fmt::print("{:>16}{} of {} actions: {}, told in {}\n", "",
               minimized[i].actions, fallen.trace.actions.size(),
               minimized[i].kept.trace, minimized[i].kept.story);
  }
  for (const invariants::Milestone milestone : result.missing) {
    fmt::print("NEVER REACHED in {} actions that could have: {}\n",
               ActionsFor(milestone), invariants::Name(milestone));
  }
}

void ShowJson(const Options& options, const CampaignResult& result,
              const std::vector<Minimized>& minimized) {
  nlohmann::json report;
  report["runs"] = result.runs;
  report["actions"] = result.actions;
  report["seconds"] = result.seconds;
  report["interrupted"] = result.interrupted;
  report["violation_count"] = result.violations;
  report["violations"] = nlohmann::json::array();
  for (const Fallen& fallen : result.fallen) {
    report["violations"].push_back(
        {{"invariant", fallen.violation.invariant},
         {"evidence", fallen.violation.evidence},
         {"signature", fallen.signature},
         {"times", fallen.times},
         {"inside_atlas", InsideAtlas(fallen.trace.setup)},
         {"strategy", fallen.trace.strategy},
         {"seed", fallen.seed},
         {"runs", fallen.runs_to_find},
         {"actions", fallen.actions_to_find},
         {"seconds", fallen.seconds_to_find}});
  }
  for (size_t i = 0; i < minimized.size(); ++i) {
    if (minimized[i].kept.trace.empty()) continue;
    report["violations"][i]["minimized"] = {{"actions", minimized[i].actions},
                                            {"trace", minimized[i].kept.trace},
                                            {"story", minimized[i].kept.story}};
  }
  for (size_t i = 0; i < invariants::kMilestones; ++i) {
    const auto milestone = static_cast<invariants::Milestone>(i);
    report["milestones"][std::string(invariants::Name(milestone))] =
        result.milestones.Count(milestone);
  }
  if (options.spec.first.strategy == "pct") {
    const Guarantee guarantee = GuaranteeOf(options, result);
    report["guarantee"] = {{"agents", guarantee.agents},
                           {"steps", guarantee.steps},
                           {"depth", guarantee.depth},
                           {"chance_in_a_run", guarantee.in_a_run},
                           {"chance_in_all", guarantee.in_all}};
  }
  report["undecided_histories"] = result.undecided;
  report["never_reached"] = nlohmann::json::array();
  for (const invariants::Milestone milestone : result.missing) {
    report["never_reached"].push_back(std::string(invariants::Name(milestone)));
  }
  fmt::print("{}\n", report.dump());
}

int Run(Options& options) {
  CampaignSpec& spec = options.spec;
  if (options.nodes != 0) {
    if (std::ranges::any_of(spec.first.pinned, NamesNodes)) {
      fmt::print(stderr,
                 "raftproof run: --nodes and --set nodes= say the same; give "
                 "one of them\n");
      return 2;
    }
    spec.first.pinned.push_back(fmt::format("nodes={}", options.nodes));
  }
  if (spec.first.depth && spec.first.strategy != "pct") {
    fmt::print(stderr, "raftproof run: --depth needs --strategy pct\n");
    return 2;
  }
  spec.time = Milliseconds(options.seconds);
  if (spec.time.count() == 0 && spec.runs == 0 && spec.actions == 0) {
    spec.runs = 1000;
  }
  // Now, not when there is a trace to lose.
  std::error_code failed;
  std::filesystem::create_directories(options.folder, failed);
  if (failed) {
    fmt::print(stderr, "raftproof run: --out: {}: {}\n", options.folder,
               failed.message());
    return 2;
  }
  spec.interrupted = &interrupted;
  std::signal(SIGINT, [](int) { interrupted = true; });
  std::signal(SIGTERM, [](int) { interrupted = true; });
  const auto result = RunCampaign(
      spec, [&](const Fallen& fallen) { ShowFallen(options, fallen); },
      [&](const CampaignResult& so_far) {
        ShowProgress(so_far, options.progress_at);
      });
  if (isatty(STDERR_FILENO) != 0) fmt::print(stderr, "\n");
  if (!result) {
    fmt::print(stderr, "raftproof run: --set: {}\n", result.error().Text());
    return 2;
  }
  std::vector<Minimized> minimized;
  if (options.minimize) minimized = MinimizeEach(options, *result);
  if (options.json) {
    ShowJson(options, *result, minimized);
  } else {
    ShowReport(options, *result, minimized);
  }
  // A campaign that did not test what it should is as bad as one that fell.
  if (result->violations != 0 || !result->missing.empty()) return 1;
  return result->interrupted ? 3 : 0;
}

// CLI11 alone would take -1 for the largest number there is.
CLI::Validator NotNegative() {
  return CLI::Validator(
      [](const std::string& text) {
        return text.starts_with('-') ? "must be 0 or more, not " + text : "";
      },
      "");
}

std::string SetupHelp() {
  std::string text =
      "name=value for the cluster; what is not set is drawn from the seed:";
  for (const SetupField& field : SetupFields()) {
    text += fmt::format("\n  {} ({})", field.name, field.help);
  }
  return text;
}

}  // namespace

void AddRunCommand(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CampaignSpec& spec = options->spec;
  CLI::App* run = app.add_subcommand(
      "run", "simulate many seeded schedules and check everything");
  run->add_option("--seed", spec.first.seed, "the first seed")
      ->capture_default_str()
      ->check(NotNegative());
  constexpr auto kMost = uint64_t{1} << 62;
  run->add_option("--runs", spec.runs, "how many seeds; 1000 if nothing else")
      ->check(CLI::Range(uint64_t{1}, kMost));
  run->add_option("--actions", spec.actions,
                  "no new run after so many actions in all")
      ->check(CLI::Range(uint64_t{1}, kMost));
  run->add_option("--for", options->seconds,
                  "no new run after so long, like 90, 30s, 10m, 2h")
      ->transform(Time());
  run->add_option("--steps", spec.first.steps, "actions in a run")
      ->capture_default_str()
      ->check(CLI::Range(uint64_t{1}, uint64_t{100000000}));
  run->add_option("--jobs", spec.jobs, "threads")
      ->capture_default_str()
      ->check(CLI::Range(uint64_t{1}, uint64_t{256}));
  run->add_option("--nodes", options->nodes, "voters at the start")
      ->check(CLI::Range(uint64_t{1}, uint64_t{9}));
  run->add_option("--set", spec.first.pinned, SetupHelp());
  std::string strategies =
      "how actions are chosen; if not given, each run draws one of them:";
  for (const StrategyRow& row : Strategies()) {
    strategies += fmt::format("\n  {}: {}", row.name, row.help);
  }
  run->add_option("--strategy", spec.first.strategy, strategies)
      ->check([](const std::string& name) {
        return FindStrategy(name) == nullptr ? "there is no strategy " + name
                                             : std::string();
      });
  run->add_option("--depth", spec.first.depth,
                  fmt::format("of pct: so many constraints on the order of "
                              "what happens may have to come together; {} if "
                              "it is not given",
                              Pct::kDepth))
      ->check(CLI::Range(uint64_t{1}, uint64_t{16}));
  run->add_option("--out", options->folder, "where traces are stored")
      ->capture_default_str();
  run->add_flag("--until-violation", spec.until_violation,
                "stop at the first violation");
  run->add_flag("!--no-minimize", options->minimize,
                "leave what fell as long as it is");
  run->add_flag("--json", options->json, "the report as one JSON object");
  run->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace harness
