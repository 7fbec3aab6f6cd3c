#include "harness/explore/explore_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>
#include <vector>

#include "harness/explore/explore.h"
#include "harness/explore/model.h"
#include "harness/explore/state_set.h"
#include "harness/flags/units.h"
#include "harness/trace/trace.h"

namespace harness {
namespace {

std::atomic<bool> interrupted = false;

struct Options {
  ExploreOptions explore;
  std::string model;
  std::vector<std::string> set;
  double seconds = 0;                      // 0 for as long as it takes.
  std::optional<double> checkpoint_every;  // Seconds.
  std::string order = "breadth";
  std::string folder = "out";
  bool json = false;
  double shown_at = 0;  // When progress was shown last, in seconds.
};

double PerSecond(uint64_t count, double seconds) {
  return static_cast<double>(count) / std::max(seconds, 1e-3);
}

double Factor(double with, double without) {
  return with / std::max(without, 1.0);
}

// How much there may be still to do; empty if nothing is known about that.
std::string Expected(const ExploreCounts& counts) {
  if (!counts.expected) return "";
  const auto states = static_cast<double>(counts.states);
  const double left = std::max(*counts.expected - states, 0.0);
  return fmt::format("  estimate: {:.2g} states in all, {:.0f} s left",
                     std::max(*counts.expected, states),
                     left * counts.seconds / std::max(states, 1.0));
}

// On a terminal one line that changes, elsewhere a line now and then.
void ShowProgress(const ExploreCounts& counts, double& shown_at) {
  const bool terminal = isatty(STDERR_FILENO) != 0;
  if (counts.seconds - shown_at < (terminal ? 0.5 : 10)) return;
  shown_at = counts.seconds;
  const std::string level =
      counts.level == 0
          ? ""
          : fmt::format("  {} of {} expanded at this depth",
                        counts.level - counts.waiting, counts.level);
  fmt::print(stderr, "{}{} states  depth {}{}  {:.0f} states/s  {:.0f} s{}{}",
             terminal ? "\r" : "", counts.states, counts.depth, level,
             PerSecond(counts.states, counts.seconds), counts.seconds,
             Expected(counts), terminal ? "\033[K" : "\n");
}

std::string Verdict(const Exploration& found) {
  switch (found.end) {
    case Exploration::End::kAll:
      return found.depth_bound ? "all states up to the depth were explored"
                               : "all states were explored";
    case Exploration::End::kFell:
      return fmt::format("{} fell: {}", found.trace->violation->invariant,
                         found.trace->violation->evidence);
    case Exploration::End::kUndecided:
      break;
  }
  return "undecided: " + found.reason;
}

void ShowReport(const Model& model, const Exploration& found) {
  const ExploreCounts& c = found.counts;
  const auto states = static_cast<double>(c.states);
  fmt::print("{}\n", Verdict(found));
  fmt::print("{:<34} {}\n", "distinct states", c.states);
  fmt::print("{:<34} {}, {} left to expand\n", "transitions", c.transitions,
             c.waiting);
  fmt::print("{:<34} {}\n", model.deviations != 0 ? "deviations" : "depth",
             c.depth);
  fmt::print("{:<34} {}\n", "transitions past a bound in flight", c.beyond);
  fmt::print("{:<34} {:.0f} states/s, {:.0f} transitions/s, {:.1f} s\n",
             "speed", PerSecond(c.states, c.seconds),
             PerSecond(c.transitions, c.seconds), c.seconds);
  fmt::print("{:<34} {:.1f} % of the transitions, the others as remembered\n",
             "made by the library",
             100 * Factor(static_cast<double>(c.applied),
                          static_cast<double>(c.transitions)));
  fmt::print("{:<34} {:.0f}\n", "bytes for each state",
             Factor(static_cast<double>(c.bytes), states));
  fmt::print("{:<34} {:.2f} by names of nodes, {:.2f} by names of clients\n",
             "fewer states",
             Factor(static_cast<double>(c.with_node_names), states),
             Factor(c.with_all_names, static_cast<double>(c.with_node_names)));
  fmt::print("{:<34} {:.2f} by partial order\n", "fewer transitions",
             Factor(static_cast<double>(c.transitions),
                    static_cast<double>(c.transitions - c.skipped)));
  fmt::print("{:<34} {:.1e}, of states with the same fingerprint\n",
             "chance of a miss", ChanceOfCollision(c.states));
  if (model.settle != 0) {
    fmt::print("{:<34} {} of the states settle, a sample of one in {}\n",
               "liveness", c.settled, model.settle);
  }
  for (size_t i = 0; i < invariants::kMilestones; ++i) {
    const auto milestone = static_cast<invariants::Milestone>(i);
    if (found.milestones.Count(milestone) == 0) continue;
    fmt::print("{:<34} {}\n", i == 0 ? "reached" : "",
               invariants::Name(milestone));
  }
}

void ShowJson(const Exploration& found, const std::string& trace) {
  const ExploreCounts& c = found.counts;
  nlohmann::json report = {
      {"verdict", found.end == Exploration::End::kAll    ? "all"
                  : found.end == Exploration::End::kFell ? "fell"
                                                         : "undecided"},
      {"reason", found.reason},
      {"depth_bound", found.depth_bound},
      {"states", c.states},
      {"waiting", c.waiting},
      {"transitions", c.transitions},
      {"applied", c.applied},
      {"skipped", c.skipped},
      {"beyond", c.beyond},
      {"settled", c.settled},
      {"depth", c.depth},
      {"states_with_node_names", c.with_node_names},
      {"states_with_all_names", c.with_all_names},
      {"bytes", c.bytes},
      {"seconds", c.seconds},
      {"levels", found.levels}};
  if (found.trace) {
    report["violation"] = {{"invariant", found.trace->violation->invariant},
                           {"evidence", found.trace->violation->evidence}};
    report["actions"] = found.trace->actions.size();
    report["trace"] = trace;
  }
  report["milestones"] = nlohmann::json::array();
  for (size_t i = 0; i < invariants::kMilestones; ++i) {
    const auto milestone = static_cast<invariants::Milestone>(i);
    if (found.milestones.Count(milestone) == 0) continue;
    report["milestones"].push_back(std::string(invariants::Name(milestone)));
  }
  fmt::print("{}\n", report.dump(-1, ' ', false,
                                 nlohmann::json::error_handler_t::replace));
}

int Refuse(const std::string& why) {
  fmt::print(stderr, "raftproof explore: {}\n", why);
  return 2;
}

raft::Result<Model> ModelOf(const Options& options) {
  auto model = options.model.empty() ? raft::Result<Model>(DefaultModel())
                                     : ReadModel(options.model);
  if (!model) return model;
  for (const std::string& assignment : options.set) {
    if (auto set = Set(*model, assignment); !set) {
      set.error().detail = "--set: " + set.error().detail;
      return std::unexpected(set.error());
    }
  }
  return model;
}

// How to go on with what is unfinished.
void ShowCheckpoint(const Options& options, const Exploration& found) {
  const std::string& path = options.explore.checkpoint;
  if (!found.checkpoint_failed.empty()) {
    fmt::print(stderr, "raftproof explore: --checkpoint: {}\n",
               found.checkpoint_failed);
  } else if (!options.json && !path.empty() &&
             found.end == Exploration::End::kUndecided) {
    fmt::print("go on with it: the same command and --resume {}\n", path);
  }
}

// What is stored, and the trace; then the exit code.
int Finish(const Options& options, const Model& model,
           const Exploration& found) {
  std::string path;
  if (found.trace) {
    path = fmt::format("{}/explored-{}.textproto", options.folder,
                       found.trace->violation->invariant);
    if (const auto written = WriteTrace(path, *found.trace); !written) {
      return Refuse(std::string(written.error().Text()));
    }
  }
  if (options.json) {
    ShowJson(found, path);
  } else {
    ShowReport(model, found);
    if (found.trace) {
      fmt::print(
          "{} actions, none fewer can do it: {}\nreplay it: "
          "ci/raftproof replay {}\n",
          found.trace->actions.size(),
          model.deviations != 0 || options.order == "depth"
              ? "but this was no breadth-first search"
              : "as this was a breadth-first search",
          path);
    }
  }
  ShowCheckpoint(options, found);
  if (found.end == Exploration::End::kAll && found.counts.transitions == 0) {
    return Refuse(
        "the bounds let nothing happen; allow something, for example --set "
        "timeouts=1");
  }
  if (found.end == Exploration::End::kFell) return 1;
  if (found.end == Exploration::End::kUndecided) return 3;
  if (model.states && *model.states != found.counts.states) {
    fmt::print(stderr,
               "raftproof explore: the model has {} states, not {} as its file "
               "says\n",
               found.counts.states, *model.states);
    return 1;
  }
  return 0;
}

int Run(Options& options) {
  const auto model = ModelOf(options);
  if (!model) return Refuse(std::string(model.error().Text()));
  options.explore.time = Milliseconds(options.seconds);
  if (options.checkpoint_every) {
    options.explore.checkpoint_every = Milliseconds(*options.checkpoint_every);
  }
  if (options.explore.checkpoint.empty()) {
    options.explore.checkpoint = options.explore.resume;
  }
  if (options.checkpoint_every && options.explore.checkpoint.empty()) {
    return Refuse("--checkpoint-every needs --checkpoint");
  }
  options.explore.order =
      options.order == "depth" ? Order::kDepth : Order::kBreadth;
  std::error_code failed;
  std::filesystem::create_directories(options.folder, failed);
  if (failed) {
    return Refuse("--out: " + options.folder + ": " + failed.message());
  }
  options.explore.interrupted = &interrupted;
  std::signal(SIGINT, [](int) { interrupted = true; });
  std::signal(SIGTERM, [](int) { interrupted = true; });
  const auto found =
      Explore(*model, options.explore, [&](const ExploreCounts& counts) {
        ShowProgress(counts, options.shown_at);
      });
  if (isatty(STDERR_FILENO) != 0) fmt::print(stderr, "\n");
  if (!found) return Refuse(std::string(found.error().Text()));
  return Finish(options, *model, *found);
}

std::string SetHelp() {
  std::string text = "name=value, as lines of a model file; bounds:";
  for (const Bound& bound : Bounds()) {
    text += fmt::format("\n  {} ({})", bound.name, bound.help);
  }
  return text + "\nand everything that run --set takes";
}

}  // namespace

void AddExploreCommand(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* explore = app.add_subcommand(
      "explore", "every schedule within the bounds of a model");
  explore->footer(
      "Exit codes: 0 nothing fell, 1 a violation or other counts than the "
      "model's, 2 bad input, 3 undecided within the budgets.");
  explore->add_option("model", options->model,
                      "a file of corpus/models; the default one if not given");
  explore->add_option("--set", options->set, SetHelp());
  explore->add_option("--order", options->order, "breadth or depth first")
      ->capture_default_str()
      ->check(CLI::IsMember({"breadth", "depth"}));
  explore->add_option("--jobs", options->explore.jobs, "threads")
      ->capture_default_str()
      ->check(CLI::Range(uint64_t{1}, uint64_t{256}));
  explore
      ->add_option("--for", options->seconds,
                   "how long at most, like 30s, 10m, 2h")
      ->transform(Time());
  explore
      ->add_option("--memory", options->explore.memory,
                   "how much, like 500M, 4G")
      ->default_str("4G")
      ->transform(Size());
  explore->add_option("--states", options->explore.states, "how many at most");
  explore->add_flag("!--without-memo", options->explore.remembers,
                    "make every transition by the library");
  explore->add_option(
      "--checkpoint", options->explore.checkpoint,
      "a file for what is unfinished when it is interrupted or a budget ends; "
      "every order can go on from it");
  explore
      ->add_option("--checkpoint-every", options->checkpoint_every,
                   "write it that often, too, like 60s, 10m")
      ->transform(Time());
  explore->add_option("--resume", options->explore.resume,
                      "go on from such a file, of the same model and order and "
                      "the same library, and keep it up to date");
  explore->add_option("--out", options->folder, "where traces are stored")
      ->capture_default_str();
  explore->add_flag("--json", options->json, "the report as one JSON object");
  explore->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace harness
