// EDN maps: as much of the notation as the lines of logs need.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "raft/base/error.h"

namespace harness {

struct EdnValue {
  enum class Type : uint8_t { kNil, kInteger, kText, kKeyword, kVector };
  Type type = Type::kNil;
  int64_t integer = 0;
  std::string text;  // Of a keyword without the colon.
  std::vector<EdnValue> elements;

  bool is(Type wanted) const { return type == wanted; }
};

struct EdnField {
  std::string name;  // A keyword, without the colon.
  EdnValue value;
};

// The fields of `{:name value, ...}`, in their order. An error's text is one
// line without a place.
raft::Result<std::vector<EdnField>> ParseEdnMap(std::string_view line);

}  // namespace harness
