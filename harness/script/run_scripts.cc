#include "harness/script/run_scripts.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

#include "harness/script/confchange_script.h"
#include "harness/script/data_driven.h"
#include "harness/script/interaction.h"
#include "harness/script/quorum_script.h"
#include "raft/base/check.h"

namespace harness {
namespace {

using RunDirective = std::function<std::string(const Directive&)>;

// Each kind of script has commands that no other has.
RunDirective RunnerOf(const ScriptFile& file) {
  for (const Directive& directive : file.directives) {
    const std::string& command = directive.command;
    if (command == "committed" || command == "vote") return RunQuorumDirective;
    if (command == "simple" || command == "enter-joint" ||
        command == "leave-joint") {
      auto script = std::make_shared<ConfChangeScript>();
      return [script](const Directive& d) { return script->Run(d); };
    }
  }
  auto interaction = std::make_shared<Interaction>();
  return [interaction](const Directive& d) { return interaction->Run(d); };
}

std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// The lines of one directive's output that differ: what both begin and end with
// is left out but for three lines.
std::string Hunk(const Directive& directive, std::string_view actual) {
  const auto expected_lines = Lines(directive.expected);
  const auto actual_lines = Lines(actual);
  const size_t shorter = std::min(expected_lines.size(), actual_lines.size());
  size_t begin = 0;
  while (begin < shorter && expected_lines[begin] == actual_lines[begin]) {
    ++begin;
  }
  size_t end = 0;
  while (end < shorter - begin &&
         expected_lines[expected_lines.size() - 1 - end] ==
             actual_lines[actual_lines.size() - 1 - end]) {
    ++end;
  }
  const size_t before = std::min<size_t>(begin, 3);
  const size_t after = std::min<size_t>(end, 3);
  const size_t removed = expected_lines.size() - begin - end;
  const size_t added = actual_lines.size() - begin - end;
  const size_t line = directive.expected_begin + 1 + begin - before;
  std::string text =
      fmt::format("@@ -{},{} +{},{} @@ {}\n", line, before + removed + after,
                  line, before + added + after, directive.command);
  for (size_t i = begin - before; i < begin; ++i) {
    text += fmt::format(" {}\n", expected_lines[i]);
  }
  for (size_t i = 0; i < removed; ++i) {
    text += fmt::format("-{}\n", expected_lines[begin + i]);
  }
  for (size_t i = 0; i < added; ++i) {
    text += fmt::format("+{}\n", actual_lines[begin + i]);
  }
  for (size_t i = actual_lines.size() - end;
       i < actual_lines.size() - end + after; ++i) {
    text += fmt::format(" {}\n", actual_lines[i]);
  }
  return text;
}

// Runs a directive; a panic is its output, as a script would show it.
std::string Output(const RunDirective& run, const Directive& directive) {
  std::string output;
  try {
    output = run(directive);
  } catch (const raft::Panic& panic) {
    output = fmt::format("panic: {}", panic.what());
  }
  if (!output.empty() && !output.ends_with('\n')) output += '\n';
  return output;
}

void AppendLines(const ScriptFile& file, size_t begin, size_t end,
                 std::string& text) {
  for (size_t i = begin; i < end; ++i) text += file.lines[i] + "\n";
}

}  // namespace

raft::Result<ScriptResult> RunScript(const std::string& name,
                                     const std::string& text) {
  const raft::Result<ScriptFile> file = ParseScript(text);
  if (!file) {
    return raft::Fail(raft::ErrorCode::kBadBytes,
                      fmt::format("{}:{}", name, file.error().Text()));
  }
  const RunDirective run = RunnerOf(*file);
  ScriptResult result;
  result.passed = true;
  size_t copied = 0;
  for (const Directive& directive : file->directives) {
    std::string output;
    try {
      output = Output(run, directive);
    } catch (const ScriptError& error) {
      return raft::Fail(
          raft::ErrorCode::kBadBytes,
          fmt::format("{}:{}: {}", name, directive.line, error.text));
    }
    AppendLines(*file, copied, directive.expected_begin, result.rewritten);
    result.rewritten += output;
    copied = directive.expected_end;
    if (output == directive.expected) continue;
    if (result.passed) {
      result.difference = fmt::format("--- {}\n+++ {}\n", name, name);
    }
    result.passed = false;
    result.difference += Hunk(directive, output);
  }
  AppendLines(*file, copied, file->lines.size(), result.rewritten);
  return result;
}

raft::Result<std::vector<std::string>> FindScripts(const std::string& path) {
  namespace fs = std::filesystem;
  std::vector<std::string> files;
  std::error_code error;
  if (fs::is_directory(path, error)) {
    for (const auto& entry : fs::recursive_directory_iterator(path, error)) {
      if (entry.is_regular_file() && entry.path().extension() == ".txt") {
        files.push_back(entry.path().string());
      }
    }
    std::sort(files.begin(), files.end());
  } else if (fs::exists(path, error)) {
    files.push_back(path);
  }
  if (files.empty()) {
    return raft::Fail(
        raft::ErrorCode::kIo,
        fmt::format("{}: expected a script or a folder with *.txt", path));
  }
  return files;
}

}  // namespace harness
