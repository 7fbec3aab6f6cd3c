#include "harness/bugs/planted_bug.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string_view>
#include <system_error>

namespace harness {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::unexpected<raft::Error> Unread(const fs::path& path,
                                    const std::string& why) {
  return raft::Fail(raft::ErrorCode::kIo,
                    fmt::format("{}: {}", path.string(), why));
}

// Where the value of `# key: ...` goes; null if nobody reads that key.
std::string* FieldOf(PlantedBug& bug, std::string_view key) {
  if (key == "effect") return &bug.effect;
  if (key == "source") return &bug.source;
  if (key == "invariant") return &bug.invariant;
  if (key == "run") return &bug.run;
  if (key == "equivalent") return &bug.equivalent;
  if (key == "test") return &bug.test;
  return nullptr;
}

raft::Result<PlantedBug> ReadPatch(const fs::path& path) {
  PlantedBug bug;
  bug.name = path.stem().string();
  std::ifstream file(path);
  std::string line;
  // The header ends where the patch begins.
  while (std::getline(file, line) && !line.starts_with("--- ")) {
    const size_t colon = line.find(": ");
    if (!line.starts_with("# ") || colon == std::string::npos) continue;
    std::string* field =
        FieldOf(bug, std::string_view(line).substr(2, colon - 2));
    if (field != nullptr) *field = line.substr(colon + 2);
  }
  if (!file) return Unread(path, "not a patch that can be read");
  if (bug.effect.empty() || bug.source.empty() || bug.invariant.empty()) {
    return Unread(path, "its header lacks effect, source or invariant");
  }
  return bug;
}

template <typename T>
std::optional<T> Number(const Json& json, const char* key) {
  const auto value = json.find(key);
  if (value == json.end() || value->is_null()) return std::nullopt;
  return value->get<T>();
}

HuntRow ReadRow(const std::string& engine, const Json& json, double limit) {
  HuntRow row;
  row.engine = engine;
  row.found = json.at("found").get<uint64_t>();
  row.hunts = json.at("hunts").get<uint64_t>();
  row.limit = Number<double>(json, "limit").value_or(limit);
  const Json& invariant = json.at("invariant");
  if (!invariant.is_null()) row.invariant = invariant.get<std::string>();
  row.runs = Number<uint64_t>(json, "runs");
  row.actions = Number<uint64_t>(json, "actions");
  row.seconds = Number<double>(json, "seconds");
  row.trace = Number<uint64_t>(json, "trace");
  row.minimized = Number<uint64_t>(json, "minimized");
  row.missed_runs = Number<uint64_t>(json, "missed_runs");
  row.missed_actions = Number<uint64_t>(json, "missed_actions");
  row.missed_seconds = Number<double>(json, "missed_seconds");
  return row;
}

// Throws what the JSON library throws.
void AddScores(const Json& board, PlantedBugs& planted) {
  planted.seconds = board.at("seconds").get<double>();
  const Json& entries = board.at("bugs");
  for (PlantedBug& bug : planted.bugs) {
    const auto entry = entries.find(bug.name);
    if (entry == entries.end()) continue;
    bug.build_seconds = Number<double>(*entry, "build_seconds");
    for (const auto& [engine, row] : entry->at("engines").items()) {
      bug.rows.push_back(ReadRow(engine, row, planted.seconds));
    }
  }
}

// Those of the catalogue that say why they are no patch; the others name one.
// Throws what the JSON library throws.
void AddUnplanted(const Json& catalogue, PlantedBugs& planted) {
  for (const Json& row : catalogue) {
    if (row.contains("patch")) continue;
    planted.unplanted.push_back({.id = row.at("id").get<std::string>(),
                                 .effect = row.at("effect").get<std::string>(),
                                 .reason = row.at("reason").get<std::string>(),
                                 .test = row.at("test").get<std::string>()});
  }
}

// Calls `add` with what is in the file, if there is one.
template <typename Add>
raft::Result<void> ReadJson(const fs::path& path, const char* what,
                            const Add& add) {
  std::ifstream file(path);
  if (!file) return {};
  try {
    add(Json::parse(file));
  } catch (const Json::exception&) {
    return raft::Fail(raft::ErrorCode::kBadBytes,
                      fmt::format("{}: not {}", path.string(), what));
  }
  return {};
}

}  // namespace

const HuntRow* PlantedBug::Best() const {
  const HuntRow* best = nullptr;
  for (const HuntRow& row : rows) {
    if (!row.seconds) continue;
    if (best == nullptr || *row.seconds < *best->seconds) best = &row;
  }
  return best;
}

raft::Result<PlantedBugs> ReadPlantedBugs(const std::string& folder) {
  PlantedBugs planted;
  std::error_code failed;
  for (const auto& file : fs::directory_iterator(folder, failed)) {
    if (file.path().extension() != ".patch") continue;
    auto bug = ReadPatch(file.path());
    if (!bug) return std::unexpected(bug.error());
    planted.bugs.push_back(std::move(*bug));
  }
  if (failed) return Unread(folder, failed.message());
  if (planted.bugs.empty()) return Unread(folder, "no patches in it");
  std::ranges::sort(planted.bugs, {}, &PlantedBug::name);
  const auto scores =
      ReadJson(fs::path(folder) / "scoreboard.json", "a scoreboard of ci/hunt",
               [&](const Json& json) { AddScores(json, planted); });
  if (!scores) return std::unexpected(scores.error());
  const auto others = ReadJson(
      fs::path(folder) / "catalogue.json",
      "a list of bugs, each with its patch or with effect, reason and test",
      [&](const Json& json) { AddUnplanted(json, planted); });
  if (!others) return std::unexpected(others.error());
  return planted;
}

raft::Result<std::string> FindBugsFolder(const std::string& start) {
  std::error_code failed;
  fs::path place = fs::absolute(start, failed).lexically_normal();
  while (true) {
    const fs::path folder = place / "corpus/bugs";
    if (fs::is_directory(folder, failed)) return folder.string();
    if (place == place.parent_path()) break;
    place = place.parent_path();
  }
  return Unread(start, "no corpus/bugs here or above");
}

}  // namespace harness
