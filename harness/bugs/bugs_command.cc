#include "harness/bugs/bugs_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

namespace harness {
namespace {

struct Options {
  std::string folder;
  std::vector<std::string> names;
  bool json = false;
};

std::set<std::string> EnginesOf(const PlantedBugs& planted) {
  std::set<std::string> engines;
  for (const PlantedBug& bug : planted.bugs) {
    for (const HuntRow& row : bug.rows) engines.insert(row.engine);
  }
  return engines;
}

// 900, 12k, 1.4M: three digits are enough.
std::string Short(uint64_t count) {
  const auto value = static_cast<double>(count);
  for (const auto& [unit, sign] : {std::pair{1e9, "G"}, {1e6, "M"}}) {
    if (value < unit) continue;
    return fmt::format("{:.{}f}{}", value / unit, value < 10 * unit ? 1 : 0,
                       sign);
  }
  return value < 1e4 ? fmt::format("{}", count)
                     : fmt::format("{:.0f}k", value / 1e3);
}

// Seconds and actions of the median; what a miss took, if that is one.
std::string Effort(const HuntRow& row) {
  if (row.seconds) {
    return fmt::format("{:.2f}/{}", *row.seconds,
                       row.actions ? Short(*row.actions) : "?");
  }
  if (row.found != 0) return fmt::format("{} of {}", row.found, row.hunts);
  std::string text =
      fmt::format(">{:.0f}", row.missed_seconds.value_or(row.limit));
  if (row.missed_actions) text += "/" + Short(*row.missed_actions);
  return text;
}

size_t WidestName(const PlantedBugs& planted) {
  size_t widest = 0;
  for (const PlantedBug& bug : planted.bugs) {
    widest = std::max(widest, bug.name.size());
  }
  return widest;
}

std::string Line(const PlantedBug& bug, const std::set<std::string>& engines,
                 size_t width) {
  std::string line =
      fmt::format("{:<{}}  {:<24}", bug.name, width, bug.invariant);
  for (const std::string& engine : engines) {
    const auto row = std::ranges::find(bug.rows, engine, &HuntRow::engine);
    line += fmt::format(" {:>15}", row == bug.rows.end() ? "" : Effort(*row));
  }
  return line;
}

// How many bugs that count were found within so many seconds.
std::string Found(const PlantedBugs& planted) {
  size_t counted = 0;
  size_t hunted = 0;
  size_t in_60 = 0;
  size_t in_10 = 0;
  size_t pinned = 0;
  for (const PlantedBug& bug : planted.bugs) {
    if (!bug.equivalent.empty()) continue;
    ++counted;
    hunted += bug.rows.empty() ? 0 : 1;
    pinned += bug.run.empty() ? 0 : 1;
    const HuntRow* best = bug.Best();
    if (best == nullptr) continue;
    in_60 += *best->seconds <= 60 ? 1 : 0;
    in_10 += *best->seconds <= 10 ? 1 : 0;
  }
  return fmt::format(
      "{} bugs, {} more are equivalent; {} hunted, {} of them with options that "
      "their patches name; {} found within 60 s, {} within 10 s\n",
      counted, planted.bugs.size() - counted, hunted, pinned, in_60, in_10);
}

nlohmann::json JsonOf(const HuntRow& row) {
  nlohmann::json json = {
      {"found", row.found}, {"hunts", row.hunts}, {"limit", row.limit}};
  const auto set = [&json](const char* key, const auto& value) {
    json[key] = nullptr;
    if (value) json[key] = *value;
  };
  json["invariant"] = row.invariant;
  set("runs", row.runs);
  set("actions", row.actions);
  set("seconds", row.seconds);
  set("trace", row.trace);
  set("minimized", row.minimized);
  set("missed_runs", row.missed_runs);
  set("missed_actions", row.missed_actions);
  set("missed_seconds", row.missed_seconds);
  return json;
}

nlohmann::json JsonOf(const PlantedBug& bug) {
  nlohmann::json json = {
      {"name", bug.name},     {"effect", bug.effect},
      {"source", bug.source}, {"invariant", bug.invariant},
      {"run", bug.run},       {"equivalent", bug.equivalent},
      {"test", bug.test}};
  json["engines"] = nlohmann::json::object();
  for (const HuntRow& row : bug.rows) json["engines"][row.engine] = JsonOf(row);
  return json;
}

nlohmann::json JsonOf(const UnplantedBug& bug) {
  return {{"id", bug.id},
          {"effect", bug.effect},
          {"reason", bug.reason},
          {"test", bug.test}};
}

// Leaves the bugs that are named. Returns a name that there is none of.
std::string Choose(const std::vector<std::string>& names,
                   PlantedBugs& planted) {
  std::vector<PlantedBug> chosen;
  for (const std::string& name : names) {
    const auto bug = std::ranges::find(planted.bugs, name, &PlantedBug::name);
    if (bug == planted.bugs.end()) return name;
    chosen.push_back(*bug);
  }
  if (!names.empty()) planted.bugs = std::move(chosen);
  return {};
}

int Refuse(std::string_view why) {
  fmt::print(stderr, "raftproof bugs: {}\n", why);
  return 2;
}

int Show(const Options& options) {
  std::string folder = options.folder;
  if (folder.empty()) {
    const auto found = FindBugsFolder(".");
    if (!found) return Refuse(found.error().Text());
    folder = *found;
  }
  auto planted = ReadPlantedBugs(folder);
  if (!planted) return Refuse(planted.error().Text());
  if (const std::string name = Choose(options.names, *planted); !name.empty()) {
    return Refuse("there is no planted bug " + name);
  }
  if (options.json) {
    nlohmann::json report = {{"seconds", planted->seconds}};
    report["bugs"] = nlohmann::json::array();
    for (const PlantedBug& bug : planted->bugs) {
      report["bugs"].push_back(JsonOf(bug));
    }
    report["unplanted"] = nlohmann::json::array();
    for (const UnplantedBug& bug : planted->unplanted) {
      report["unplanted"].push_back(JsonOf(bug));
    }
    fmt::print("{}\n", report.dump(-1, ' ', false,
                                   nlohmann::json::error_handler_t::replace));
  } else if (options.names.empty()) {
    fmt::print("{}", Table(*planted));
  } else {
    for (const PlantedBug& bug : planted->bugs) {
      fmt::print("{}", Details(bug));
    }
  }
  return 0;
}

}  // namespace

std::string Table(const PlantedBugs& planted) {
  const std::set<std::string> engines = EnginesOf(planted);
  const size_t width = WidestName(planted);
  std::string text = fmt::format("{:<{}}  {:<24}", "bug", width, "expected");
  for (const std::string& engine : engines) {
    text += fmt::format(" {:>15}", engine);
  }
  text += "\n";
  std::string equivalent;
  for (const PlantedBug& bug : planted.bugs) {
    const std::string line = Line(bug, engines, width);
    if (bug.equivalent.empty()) {
      text += line + "\n";
    } else {
      equivalent += fmt::format("{}\n  {}\n", line, bug.equivalent);
      if (!bug.test.empty()) equivalent += "  shown by " + bug.test + "\n";
    }
  }
  if (!equivalent.empty()) {
    text += "\nequivalent to the library, so not counted:\n" + equivalent;
  }
  if (!planted.unplanted.empty()) text += "\nno patches, and why:\n";
  for (const UnplantedBug& bug : planted.unplanted) {
    text += fmt::format("{}  {}\n  {}\n  shown by {}\n", bug.id, bug.effect,
                        bug.reason, bug.test);
  }
  return text + "\n" + Found(planted);
}

std::string Details(const PlantedBug& bug) {
  std::string text =
      fmt::format("{}\n  effect: {}\n  source: {}\n  expected: {}\n", bug.name,
                  bug.effect, bug.source, bug.invariant);
  if (!bug.run.empty()) text += fmt::format("  run: {}\n", bug.run);
  if (!bug.equivalent.empty()) {
    text += fmt::format("  equivalent: {}\n", bug.equivalent);
  }
  if (!bug.test.empty()) text += fmt::format("  shown by: {}\n", bug.test);
  for (const HuntRow& row : bug.rows) {
    text +=
        fmt::format("  {}: {} of {} hunts", row.engine, row.found, row.hunts);
    if (!row.invariant.empty()) text += ", by " + row.invariant;
    if (row.seconds && row.runs && row.actions) {
      text += fmt::format(", {} runs, {} actions, {:.2f} s", *row.runs,
                          *row.actions, *row.seconds);
    }
    if (row.missed_runs && row.missed_actions && row.missed_seconds) {
      text += fmt::format(", {} after {} runs, {} actions, {:.2f} s",
                          row.found == 0 ? "nothing" : "the shortest miss",
                          *row.missed_runs, *row.missed_actions,
                          *row.missed_seconds);
    }
    if (row.trace && row.minimized) {
      text += fmt::format(", a trace of {} actions, {} minimized", *row.trace,
                          *row.minimized);
    }
    text += "\n";
  }
  return text;
}

void AddBugsCommand(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* bugs = app.add_subcommand(
      "bugs",
      "list the planted bugs, which engine finds them after how many seconds "
      "and actions, and the known bugs that are no patch, with the reason");
  bugs->add_option("name", options->names,
                   "bugs to tell more about; all in a table, if none is named");
  bugs->add_option("--folder", options->folder,
                   "with the patches; corpus/bugs here or above, if not given");
  bugs->add_flag("--json", options->json, "all of it as one JSON object");
  bugs->callback([options, &exit_code] { exit_code = Show(*options); });
}

}  // namespace harness
