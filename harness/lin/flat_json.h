// Flat JSON: objects of numbers, texts, nulls and lists of these, as the lines
// of large files are.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "raft/base/error.h"

namespace harness {

struct FlatValue {
  enum class Type : uint8_t { kNull, kBool, kInteger, kText, kList, kOther };
  Type type = Type::kNull;
  int64_t integer = 0;  // Of a kBool 1 or 0.
  std::string_view text;
  std::vector<FlatValue> list;

  bool is(Type wanted) const { return type == wanted; }
};

// The fields of an object, in the order in which they stand there. Reused from
// line to line.
class FlatObject {
 public:
  // Replaces the fields by those of `line`, which must outlive them. What is
  // common is read at once, everything else by the library, which also says
  // what is wrong: an error's text is one line without a place.
  raft::Result<void> Parse(std::string_view line);

  struct Field {
    std::string_view name;
    FlatValue value;
  };
  const std::vector<Field>& fields() const { return fields_; }

 private:
  std::vector<Field> fields_;
  std::vector<std::string> texts_;  // Those that are not in the line as such.
};

}  // namespace harness
