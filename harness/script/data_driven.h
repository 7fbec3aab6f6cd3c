// The file format of the scripts: directives with their expected output.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "raft/base/error.h"

namespace harness {

// One word of a directive: `key`, `key=value` or `key=(a, b)`.
struct Argument {
  std::string key;
  std::vector<std::string> values;  // Empty for a plain word.
};

struct Directive {
  size_t line = 0;  // Of the command, from 1 on.
  std::string command;
  std::vector<Argument> arguments;
  std::string input;          // What stands between the command and `----`.
  std::string expected;       // Every line with its newline.
  size_t expected_begin = 0;  // Lines [begin, end) of the file hold it.
  size_t expected_end = 0;

  // The argument of this key, or null.
  const Argument* Find(std::string_view key) const;
  // The words without a value, in order.
  std::vector<std::string> Words() const;
};

struct ScriptFile {
  std::vector<std::string> lines;
  std::vector<Directive> directives;
};

// kBadBytes, with the line and what was expected, for what is no script; a
// script without a directive is none.
raft::Result<ScriptFile> ParseScript(std::string_view text);

// What a script cannot express by output: a directive that cannot be run as it
// is written. Aborts the file.
struct ScriptError {
  std::string text;
};

// Reads `text` as a number or a flag. Throws ScriptError.
uint64_t ToNumber(std::string_view text);
bool ToFlag(std::string_view text);
// The numbers of an argument with values.
std::vector<uint64_t> ToNumbers(const Argument& argument);

}  // namespace harness
