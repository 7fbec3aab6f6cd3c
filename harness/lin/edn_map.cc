#include "harness/lin/edn_map.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace harness {
namespace {

constexpr int kDepthMax = 8;

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  raft::Result<std::vector<EdnField>> Map() {
    std::vector<EdnField> fields;
    if (!Take('{')) return Bad("no map: '{' is missing");
    while (!Take('}')) {
      auto name = Value(0);
      if (!name) return std::unexpected(name.error());
      if (!name->is(EdnValue::Type::kKeyword)) {
        return Bad("the name of a field is no keyword");
      }
      auto value = Value(0);
      if (!value) return std::unexpected(value.error());
      fields.push_back({std::move(name->text), *std::move(value)});
    }
    Blanks();
    if (!rest_.empty()) return Bad("something follows the map");
    return fields;
  }

 private:
  static std::unexpected<raft::Error> Bad(std::string reason) {
    return raft::Fail(raft::ErrorCode::kBadBytes, std::move(reason));
  }
  void Blanks() {
    const size_t end = rest_.find_first_not_of(" \t,");
    rest_.remove_prefix(std::min(end, rest_.size()));
  }
  bool Take(char wanted) {
    Blanks();
    if (rest_.empty() || rest_[0] != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  raft::Result<EdnValue> Value(int depth) {
    Blanks();
    if (rest_.empty()) return Bad("the map ends too early");
    if (rest_[0] == '"') return Text();
    if (rest_[0] != '[') return Word();
    if (depth == kDepthMax) return Bad("vectors within vectors, too many");
    EdnValue value;
    value.type = EdnValue::Type::kVector;
    Take('[');
    while (!Take(']')) {
      auto element = Value(depth + 1);
      if (!element) return element;
      value.elements.push_back(*std::move(element));
    }
    return value;
  }

  raft::Result<EdnValue> Text() {
    EdnValue value;
    value.type = EdnValue::Type::kText;
    rest_.remove_prefix(1);
    while (!rest_.empty() && rest_[0] != '"') {
      if (rest_[0] == '\\') rest_.remove_prefix(1);
      if (rest_.empty()) break;
      value.text += rest_[0];
      rest_.remove_prefix(1);
    }
    if (rest_.empty()) return Bad("a text has no end");
    rest_.remove_prefix(1);
    return value;
  }

  raft::Result<EdnValue> Word() {
    const size_t end =
        std::min(rest_.find_first_of(" \t,]}[{\""), rest_.size());
    const std::string_view word = rest_.substr(0, end);
    rest_.remove_prefix(end);
    EdnValue value;
    if (word == "nil") return value;
    if (word.size() > 1 && word[0] == ':') {
      value.type = EdnValue::Type::kKeyword;
      value.text = word.substr(1);
      return value;
    }
    value.type = EdnValue::Type::kInteger;
    const auto [after, error] =
        std::from_chars(word.data(), word.data() + word.size(), value.integer);
    if (word.empty() || error != std::errc{} ||
        after != word.data() + word.size()) {
      return Bad(
          fmt::format("neither nil, a number, a text, a keyword nor a "
                      "vector: '{}'",
                      word.empty() ? rest_.substr(0, 1) : word));
    }
    return value;
  }

  std::string_view rest_;
};

}  // namespace

raft::Result<std::vector<EdnField>> ParseEdnMap(std::string_view line) {
  return Parser(line).Map();
}

}  // namespace harness
