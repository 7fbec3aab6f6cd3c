// Values: what is written and read, as numbers that can be compared at once.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "raft/base/fingerprint.h"

namespace lin {

// An integer below kFirstName is itself. What is not a number, a text or a
// list, is a number above, of a table.
using Value = int64_t;

// No value: no such key, the empty list. The initial state of everything.
inline constexpr Value kNil = std::numeric_limits<Value>::min();
// A result that nobody saw.
inline constexpr Value kUnseen = kNil + 1;
// The bounds of numbers that are themselves.
inline constexpr Value kFirstName = Value{1} << 61;
inline constexpr Value kFirstList = Value{1} << 62;
inline constexpr Value kLeastNumber = -kFirstName;

// The table. Equal texts, and equal lists, have equal numbers, which depend on
// the order in which they came; so one table serves a history and its check.
class Values {
 public:
  Value Name(std::string_view text);
  // The list with one more element at its end; kNil is the empty list.
  Value Append(Value list, Value element);
  // The list with all of `tail` at its end.
  Value Concat(Value list, Value tail);

  static bool IsName(Value value) {
    return value >= kFirstName && value < kFirstList;
  }
  static bool IsList(Value value) { return value >= kFirstList; }
  // Of a list that is not empty: it was made by Append(list, element).
  std::pair<Value, Value> Parts(Value list) const {
    const Node& node = lists_[static_cast<size_t>(list - kFirstList)];
    return {node.list, node.element};
  }
  // From the first to the last.
  std::vector<Value> Elements(Value list) const;
  std::string_view NameOf(Value name) const {
    return names_[static_cast<size_t>(name - kFirstName)];
  }
  // What the lists take, about.
  uint64_t bytes() const {
    // A node, twice, and what a table needs for it.
    return lists_.size() * (2 * sizeof(Node) + 6 * sizeof(Value));
  }
  // For people: `nil`, `5`, `v1.2`, `[1 2 3]`; a long list is shortened.
  std::string Text(Value value) const;

 private:
  struct Node {
    Value list = kNil;
    Value element = kNil;
    friend bool operator==(const Node&, const Node&) = default;
  };
  struct HashOfNode {
    size_t operator()(const Node& node) const {
      raft::Fingerprint hash;
      hash.Add(static_cast<uint64_t>(node.list));
      hash.Add(static_cast<uint64_t>(node.element));
      return hash.Get();
    }
  };

  std::vector<std::string> names_;
  std::vector<Node> lists_;
  // Never iterated.
  std::unordered_map<std::string, Value> name_numbers_;
  std::unordered_map<Node, Value, HashOfNode> list_numbers_;
};

}  // namespace lin
