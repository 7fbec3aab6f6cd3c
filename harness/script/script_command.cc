#include "harness/script/script_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "harness/script/run_scripts.h"

namespace harness {
namespace {

struct Options {
  std::vector<std::string> paths;
  bool rewrite = false;
  bool json = false;
};

struct Count {
  size_t passed = 0;
  size_t failed = 0;
  bool bad_input = false;
  // What is wrong, by file; for --json.
  nlohmann::json failures = nlohmann::json::array();
};

raft::Result<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  if (!file) {
    return raft::Fail(raft::ErrorCode::kIo,
                      fmt::format("{}: {}", path, std::strerror(errno)));
  }
  return text.str();
}

void Complain(const std::string& path, const raft::Error& error, Count& count) {
  fmt::print(stderr, "raftproof script: {}\n", error.Text());
  count.failures.push_back(
      {{"file", path}, {"error", std::string(error.Text())}});
  ++count.failed;
  count.bad_input = true;
}

void RunFile(const std::string& path, const Options& options, Count& count) {
  const auto text = ReadFile(path);
  if (!text) return Complain(path, text.error(), count);
  const auto result = RunScript(path, *text);
  if (!result) return Complain(path, result.error(), count);
  if (result->passed) {
    ++count.passed;
    return;
  }
  if (!options.rewrite) {
    if (!options.json) fmt::print("{}", result->difference);
    count.failures.push_back(
        {{"file", path}, {"difference", result->difference}});
    ++count.failed;
    return;
  }
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << result->rewritten;
  file.close();
  if (!file) {
    return Complain(
        path, {raft::ErrorCode::kIo, path + ": cannot be written"}, count);
  }
  if (!options.json) fmt::print("rewrote {}\n", path);
  ++count.passed;
}

int Run(const Options& options) {
  Count count;
  for (const std::string& path : options.paths) {
    const auto files = FindScripts(path);
    if (!files) {
      Complain(path, files.error(), count);
      continue;
    }
    for (const std::string& file : *files) {
      RunFile(file, options, count);
    }
  }
  if (options.json) {
    const nlohmann::json report = {{"passed", count.passed},
                                   {"failed", count.failed},
                                   {"failures", count.failures}};
    fmt::print("{}\n", report.dump(-1, ' ', false,
                                   nlohmann::json::error_handler_t::replace));
  } else {
    fmt::print("{} passed, {} failed\n", count.passed, count.failed);
  }
  if (count.bad_input) return 2;
  return count.failed == 0 ? 0 : 1;
}

}  // namespace

void AddScriptCommand(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* script = app.add_subcommand(
      "script", "run interaction, confchange and quorum scripts");
  script->add_option("paths", options->paths, "files, or folders with *.txt")
      ->required();
  script->add_flag("--rewrite", options->rewrite,
                   "write the outputs as they are into the files");
  script->add_flag("--json", options->json, "the report as one JSON object");
  script->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace harness
