#include "invariants/linearizability/values.h"

#include <fmt/format.h>

#include <algorithm>

namespace lin {

Value Values::Name(std::string_view text) {
  const auto [place, is_new] = name_numbers_.try_emplace(
      std::string(text), kFirstName + static_cast<Value>(names_.size()));
  if (is_new) names_.emplace_back(text);
  return place->second;
}

Value Values::Append(Value list, Value element) {
  const Node node{list, element};
  const auto [place, is_new] = list_numbers_.try_emplace(
      node, kFirstList + static_cast<Value>(lists_.size()));
  if (is_new) lists_.push_back(node);
  return place->second;
}

Value Values::Concat(Value list, Value tail) {
  if (tail == kNil) return list;
  const auto [rest, last] = Parts(tail);
  if (rest == kNil) return Append(list, last);
  for (const Value element : Elements(tail)) list = Append(list, element);
  return list;
}

std::vector<Value> Values::Elements(Value list) const {
  std::vector<Value> elements;
  while (list != kNil) {
    const auto [rest, element] = Parts(list);
    elements.push_back(element);
    list = rest;
  }
  std::reverse(elements.begin(), elements.end());
  return elements;
}

std::string Values::Text(Value value) const {
  constexpr size_t kShown = 3;
  if (value == kNil) return "nil";
  if (value == kUnseen) return "?";
  if (IsName(value)) return std::string(NameOf(value));
  if (!IsList(value)) return fmt::to_string(value);
  const std::vector<Value> elements = Elements(value);
  std::string text = "[";
  for (size_t i = 0; i < elements.size(); ++i) {
    if (i > 0) text += ' ';
    if (elements.size() > 2 * kShown + 1 && i == kShown) {
      i = elements.size() - kShown;
      text += fmt::format("({} more) ", elements.size() - 2 * kShown);
    }
    text += Text(elements[i]);
  }
  return text + "]";
}

}  // namespace lin
