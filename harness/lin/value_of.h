// Values of what stands in a file.
#pragma once

#include <cstdint>
#include <optional>

#include "invariants/linearizability/values.h"

namespace harness {

// Nothing if the number is too large or too small to be one.
inline std::optional<lin::Value> ValueOfNumber(int64_t number) {
  if (number < lin::kLeastNumber || number >= lin::kFirstName) {
    return std::nullopt;
  }
  return number;
}

// The list of what value_of makes of each element; nothing if it makes nothing
// of one.
template <typename Elements, typename ValueOf>
std::optional<lin::Value> ValueOfList(lin::Values& values,
                                      const Elements& elements,
                                      const ValueOf& value_of) {
  lin::Value list = lin::kNil;
  for (const auto& element : elements) {
    const std::optional<lin::Value> one = value_of(element);
    if (!one) return std::nullopt;
    list = values.Append(list, *one);
  }
  return list;
}

}  // namespace harness
