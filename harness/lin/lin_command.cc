#include "harness/lin/lin_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/flags/units.h"
#include "harness/lin/history_page.h"
#include "harness/lin/read_history.h"
#include "harness/trace/files.h"
#include "harness/trace/trace.h"
#include "invariants/linearizability/check.h"
#include "invariants/linearizability/cut.h"
#include "invariants/linearizability/explain.h"
#include "invariants/linearizability/model.h"
#include "invariants/linearizability/shrink.h"

namespace harness {
namespace {

using Json = nlohmann::ordered_json;
using lin::Verdict;

struct Options {
  std::vector<std::string> files;
  std::string model;
  std::string html;
  bool json = false;
  bool order = false;
  uint64_t steps = lin::Budget{}.steps;
  uint64_t bytes = lin::Budget{}.bytes;
};

constexpr int kExitCodes[] = {0, 1, 3};  // By verdict.
constexpr const char* kVerdicts[] = {"linearizable", "not linearizable",
                                     "undecided"};

// The worse of two exit codes.
int Worse(int a, int b) {
  constexpr int kRanks[] = {0, 2, 3, 1};  // By exit code.
  return kRanks[a] >= kRanks[b] ? a : b;
}

void Print(const std::string& text) { std::fputs(text.c_str(), stdout); }

std::string Plural(size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

// The engines that had the last word, each once.
std::string EnginesOf(const lin::Report& report) {
  std::string engines;
  for (const lin::PartReport& part : report.parts) {
    if (engines.find(part.engine) != std::string::npos) continue;
    if (!engines.empty()) engines += ", ";
    engines += part.engine;
  }
  return engines;
}

// How many operations were called in the prefix that is decided.
size_t DecidedOf(const lin::History& history, const lin::PartReport& part) {
  return lin::CountCalled(history, part.part, part.finding.decided_until);
}

Json ToJson(const std::string& file, const Loaded& loaded,
            const lin::Model& model, const lin::Report& report,
            const Options& options) {
  const lin::History& history = loaded.history;
  const auto ids = [&](const lin::PartReport& part, const auto& positions) {
    Json list = Json::array();
    for (const auto position : positions) {
      list.push_back(history.IdOf(part.part[position]));
    }
    return list;
  };
  Json json = {{"file", file},
               {"verdict", kVerdicts[static_cast<int>(report.verdict)]},
               {"model", loaded.model},
               {"operations", history.operations.size()},
               {"parts", report.parts.size()},
               {"engines", EnginesOf(report)}};
  if (report.verdict == Verdict::kUndecided) {
    const size_t count = report.CountDecided(history);
    json["linearizable_prefix"] = {{"operations", count}, {"until", nullptr}};
    if (count > 0) json["linearizable_prefix"]["until"] = report.decided_until;
  }
  for (const lin::PartReport& part : report.parts) {
    if (part.finding.verdict == Verdict::kLinearizable) continue;
    Json open = {{"key", history.keys[part.key]},
                 {"verdict", kVerdicts[static_cast<int>(part.finding.verdict)]},
                 {"engine", part.engine}};
    if (part.finding.verdict == Verdict::kNot) {
      open["conflict"] = Json::array();
      for (const lin::Witness& witness : part.finding.conflict) {
        open["conflict"].push_back(history.IdOf(part.part[witness.position]));
      }
      open["why"] = lin::InOneLine(history, model, part);
    } else {
      open["decided"] = DecidedOf(history, part);
      open["of"] = part.part.size();
    }
    json["wrong_or_open"].push_back(std::move(open));
  }
  if (options.order) {
    json["orders"] = Json::array();
    for (const lin::PartReport& part : report.parts) {
      json["orders"].push_back(ids(part, part.finding.order));
    }
  }
  return json;
}

class Command {
 public:
  explicit Command(const Options& options) : options_(options) {}

  int Run() {
    if (!options_.html.empty() && options_.files.size() != 1) {
      fmt::print(stderr, "raftproof lin: --html is for one file\n");
      return 2;
    }
    for (const std::string& file : options_.files) CheckFile(file);
    if (options_.json) {
      Print(Json{{"files", std::move(results_)}}.dump(
                -1, ' ', false, Json::error_handler_t::replace) +
            "\n");
    }
    return exit_code_;
  }

 private:
  void CheckFile(const std::string& file) {
    auto loaded = ReadHistory(file);
    if (!loaded) return Complain(file, loaded.error());
    if (!options_.model.empty()) loaded->model = options_.model;
    const lin::Model& model = *lin::FindModel(loaded->model);
    for (const lin::Operation& operation : loaded->history.operations) {
      if (model.Knows(operation.verb)) continue;
      return Complain(
          file, {raft::ErrorCode::kBadBytes,
                 fmt::format("{}: the model {} has no {}", file, model.name,
                             lin::NameOf(operation.verb))});
    }
    lin::Budget budget;
    budget.steps = options_.steps;
    budget.bytes = options_.bytes;
    if (isatty(STDERR_FILENO) != 0) {
      budget.progress = [&](uint64_t steps, lin::Time) {
        fmt::print(stderr, "\r{}: {} states looked at ", file, steps);
        std::fflush(stderr);
        told_progress_ = true;
      };
    }
    lin::Report report = lin::Check(loaded->history, model, budget);
    if (told_progress_) fmt::print(stderr, "\r\033[K");
    for (lin::PartReport& part : report.parts) {
      lin::Shrink(loaded->history, model, part.part, part.finding);
    }
    exit_code_ =
        Worse(exit_code_, kExitCodes[static_cast<int>(report.verdict)]);
    if (!options_.html.empty()) {
      const auto written = WriteFile(
          options_.html, HistoryPage(file, loaded->history, model, report));
      if (!written) return Complain(file, written.error());
    }
    if (options_.json) {
      results_.push_back(ToJson(file, *loaded, model, report, options_));
    } else {
      Print(fmt::format("{}: {} ({}, {}, {})\n", file,
                        kVerdicts[static_cast<int>(report.verdict)],
                        loaded->model,
                        Plural(loaded->history.operations.size(), "operation"),
                        EnginesOf(report)));
      PrintParts(loaded->history, model, report);
    }
  }

  static void PrintParts(const lin::History& history, const lin::Model& model,
                         const lin::Report& report) {
    if (report.verdict == Verdict::kUndecided) {
      Print(
          fmt::format("  Of all, {}.\n", lin::DecidedInWords(history, report)));
    }
    for (const lin::PartReport& part : report.parts) {
      if (part.finding.verdict == Verdict::kNot) {
        Print(lin::Explain(history, model, part));
      } else if (part.finding.verdict == Verdict::kUndecided) {
        Print(
            fmt::format("  Of '{}' the first {} of {} operations are "
                        "linearizable; the {} gave up there.\n",
                        history.keys[part.key], DecidedOf(history, part),
                        part.part.size(), part.engine));
      }
    }
  }

  void Complain(const std::string& file, const raft::Error& error) {
    fmt::print(stderr, "raftproof lin: {}\n", error.Text());
    results_.push_back({{"file", file}, {"error", std::string(error.Text())}});
    exit_code_ = Worse(exit_code_, 2);
  }

  const Options& options_;
  Json results_ = Json::array();
  int exit_code_ = 0;
  bool told_progress_ = false;
};

}  // namespace

void AddLinCommand(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* lin = app.add_subcommand(
      "lin", "check histories of any system for linearizability");
  lin->add_option("files", options->files, "files with histories")->required();
  std::vector<std::string> models;
  for (const lin::Model& model : lin::Models()) models.emplace_back(model.name);
  lin->add_option("--model", options->model,
                  "what was called; else the file says or shows it")
      ->check(CLI::IsMember(models));
  lin->add_option("--html", options->html,
                  "write the history of one file as a page");
  lin->add_flag("--json", options->json, "the verdicts as one JSON object");
  lin->add_flag("--order", options->order,
                "with --json: the orders found, of an undecided part "
                "that of its beginning");
  lin->add_option("--budget", options->steps,
                  "how many states may be looked at, for each file")
      ->capture_default_str();
  lin->add_option("--memory", options->bytes,
                  "how much may be filled with them, like 500M, 4G")
      ->default_str("1G")
      ->transform(Size());
  lin->footer(
      "Exit codes: 0 linearizable, 1 not, 2 bad input, 3 undecided within the "
      "budget; of several files the worst, and 2 is worse than 1, 1 than 3.");
  lin->callback([options, &exit_code] { exit_code = Command(*options).Run(); });
}

}  // namespace harness
