#include "harness/script/data_driven.h"

#include <fmt/format.h>

#include <charconv>

namespace harness {
namespace {

constexpr std::string_view kSeparator = "----";

std::string Trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return "";
  return std::string(
      text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
}

std::vector<std::string> SplitLines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// The values of `key=(a, b(c, d))`: split at the commas of the outer level.
std::optional<std::vector<std::string>> SplitValues(std::string_view text,
                                                    size_t& used) {
  std::vector<std::string> values;
  std::string value;
  int depth = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '(' && ++depth == 1) continue;
    if (c == ')' && --depth == 0) {
      values.push_back(value);
      used = i + 1;
      return values;
    }
    if (c == ',' && depth == 1) {
      values.push_back(value);
      value.clear();
      while (i + 1 < text.size() && text[i + 1] == ' ') ++i;
      continue;
    }
    value += c;
  }
  return std::nullopt;
}

raft::Result<std::vector<Argument>> ParseArguments(std::string_view text) {
  std::vector<Argument> arguments;
  while (
      !(text = text.substr(std::min(text.find_first_not_of(' '), text.size())))
           .empty()) {
    Argument argument;
    const size_t end = std::min(text.find_first_of(" ="), text.size());
    argument.key = text.substr(0, end);
    const bool has_value = end < text.size() && text[end] == '=';
    text.remove_prefix(end + (has_value ? 1 : 0));
    if (has_value && text.starts_with('(')) {
      size_t used = 0;
      auto values = SplitValues(text, used);
      if (!values) {
        return raft::Fail(raft::ErrorCode::kBadBytes,
                          fmt::format("expected ) after {}=(", argument.key));
      }
      argument.values = std::move(*values);
      text.remove_prefix(used);
    } else if (has_value) {
      const size_t space = std::min(text.find(' '), text.size());
      argument.values.emplace_back(text.substr(0, space));
      text.remove_prefix(space);
    }
    arguments.push_back(std::move(argument));
  }
  return arguments;
}

// Reads one directive from the lines.
class Parser {
 public:
  explicit Parser(ScriptFile& file) : file_(file) {}

  raft::Result<void> Run() {
    while (at_ < file_.lines.size()) {
      std::string line = Trim(file_.lines[at_]);
      const size_t number = ++at_;
      if (line.starts_with('#')) continue;
      while (line.ends_with('\\') && at_ < file_.lines.size()) {
        line.pop_back();
        line = Trim(line) + " " + Trim(file_.lines[at_++]);
      }
      if (line.empty()) continue;
      if (auto read = ReadDirective(line, number); !read) return read;
    }
    if (file_.directives.empty()) {
      return raft::Fail(raft::ErrorCode::kBadBytes,
                        "1: expected a directive; there is none");
    }
    return {};
  }

 private:
  raft::Result<void> ReadDirective(const std::string& line, size_t number) {
    Directive directive;
    directive.line = number;
    const size_t space = std::min(line.find(' '), line.size());
    directive.command = line.substr(0, space);
    auto arguments = ParseArguments(std::string_view(line).substr(space));
    if (!arguments) return At(number, arguments.error().Text());
    directive.arguments = std::move(*arguments);
    std::string input;
    while (at_ < file_.lines.size() && file_.lines[at_] != kSeparator) {
      input += file_.lines[at_++] + "\n";
    }
    if (at_ == file_.lines.size()) {
      return At(number, "expected ---- after this directive");
    }
    ++at_;
    directive.input = Trim(input);
    ReadExpected(directive);
    file_.directives.push_back(std::move(directive));
    return {};
  }

  void ReadExpected(Directive& directive) {
    directive.expected_begin = at_;
    const bool blank_lines =
        at_ < file_.lines.size() && file_.lines[at_] == kSeparator;
    if (blank_lines) ++at_;
    while (at_ < file_.lines.size()) {
      const std::string& line = file_.lines[at_];
      if (blank_lines) {
        if (line == kSeparator && at_ + 1 < file_.lines.size() &&
            file_.lines[at_ + 1] == kSeparator) {
          at_ += 2;
          break;
        }
      } else if (Trim(line).empty()) {
        break;
      }
      directive.expected += line + "\n";
      ++at_;
    }
    directive.expected_end = at_;
  }

  static std::unexpected<raft::Error> At(size_t line, std::string_view what) {
    return raft::Fail(raft::ErrorCode::kBadBytes,
                      fmt::format("{}: {}", line, what));
  }

  ScriptFile& file_;
  size_t at_ = 0;
};

}  // namespace

const Argument* Directive::Find(std::string_view key) const {
  for (const Argument& argument : arguments) {
    if (argument.key == key) return &argument;
  }
  return nullptr;
}

std::vector<std::string> Directive::Words() const {
  std::vector<std::string> words;
  for (const Argument& argument : arguments) {
    if (argument.values.empty()) words.push_back(argument.key);
  }
  return words;
}

raft::Result<ScriptFile> ParseScript(std::string_view text) {
  ScriptFile file;
  file.lines = SplitLines(text);
  if (auto parsed = Parser(file).Run(); !parsed) {
    return std::unexpected(parsed.error());
  }
  return file;
}

uint64_t ToNumber(std::string_view text) {
  uint64_t number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw ScriptError{fmt::format("expected a number, not '{}'", text)};
  }
  return number;
}

bool ToFlag(std::string_view text) {
  for (const std::string_view yes : {"1", "t", "T", "TRUE", "true", "True"}) {
    if (text == yes) return true;
  }
  for (const std::string_view no : {"0", "f", "F", "FALSE", "false", "False"}) {
    if (text == no) return false;
  }
  throw ScriptError{fmt::format("expected true or false, not '{}'", text)};
}

std::vector<uint64_t> ToNumbers(const Argument& argument) {
  std::vector<uint64_t> numbers;
  for (const std::string& value : argument.values) {
    numbers.push_back(ToNumber(value));
  }
  return numbers;
}

}  // namespace harness
