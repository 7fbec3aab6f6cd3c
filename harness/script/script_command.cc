#include "harness/script/script_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "harness/script/run_scripts.h"

namespace harness {
namespace {

struct Options {
  std::vector<std::string> paths;
  bool rewrite = false;
};

struct Count {
  size_t passed = 0;
  size_t failed = 0;
  bool bad_input = false;
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

void Complain(const raft::Error& error, Count& count) {
  fmt::print(stderr, "raftproof script: {}\n", error.Text());
  ++count.failed;
  count.bad_input = true;
}

void RunFile(const std::string& path, bool rewrite, Count& count) {
  const auto text = ReadFile(path);
  if (!text) return Complain(text.error(), count);
  const auto result = RunScript(path, *text);
  if (!result) return Complain(result.error(), count);
  if (result->passed) {
    ++count.passed;
    return;
  }
  if (!rewrite) {
    fmt::print("{}", result->difference);
    ++count.failed;
    return;
  }
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << result->rewritten;
  file.close();
  if (!file) {
    return Complain({raft::ErrorCode::kIo, path + ": cannot be written"},
                    count);
  }
  fmt::print("rewrote {}\n", path);
  ++count.passed;
}

int Run(const Options& options) {
  Count count;
  for (const std::string& path : options.paths) {
    const auto files = FindScripts(path);
    if (!files) {
      Complain(files.error(), count);
      continue;
    }
    for (const std::string& file : *files) {
      RunFile(file, options.rewrite, count);
    }
  }
  fmt::print("{} passed, {} failed\n", count.passed, count.failed);
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
  script->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace harness
