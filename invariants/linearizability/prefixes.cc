#include "invariants/linearizability/prefixes.h"

#include <algorithm>

namespace lin {

Prefixes::Prefixes(const History& history, Part part) : numbers_(part.size()) {
  const auto parent_of = [&](Value value) {
    return history.values.Parts(value).first;
  };
  std::vector<Value> values;
  for (const uint32_t index : part) {
    Value value = history.operations[index].result;
    if (value == kUnseen) continue;
    while (numbers_.Number(value) == values.size()) {
      values.push_back(value);
      if (!Values::IsList(value)) break;
      value = parent_of(value);
    }
  }
  places_.resize(values.size());
  // A list has a greater number than the list that it was made from.
  std::sort(values.begin(), values.end());
  for (size_t i = values.size(); i-- > 0;) {
    if (!Values::IsList(values[i])) continue;
    places_[Find(parent_of(values[i]))].size += places_[Find(values[i])].size;
  }
  uint32_t roots_end = 0;
  std::vector<uint32_t> ends(values.size());  // Of what is placed, by number.
  for (const Value value : values) {
    const uint32_t number = Find(value);
    uint32_t& end =
        Values::IsList(value) ? ends[Find(parent_of(value))] : roots_end;
    places_[number].first = end;
    ends[number] = end + 1;
    end += places_[number].size;
  }
}

bool Prefixes::Begins(Value prefix, Value list) const {
  const uint32_t number = Find(prefix);
  if (number == kNone) return false;
  const Place& place = places_[number];
  return places_[Find(list)].first - place.first < place.size;
}

}  // namespace lin
