// Prefixes: which values can still grow into those that were seen.
#pragma once

#include <cstdint>
#include <vector>

#include "invariants/linearizability/finding.h"
#include "invariants/linearizability/value_index.h"

namespace lin {

// The values that operations of a part saw, and all lists that these begin
// with. Only appends make a list longer, so from any other value nothing that
// was seen can be reached but by a write.
class Prefixes {
 public:
  Prefixes(const History& history, Part part);

  bool Has(Value value) const { return Find(value) != kNone; }
  // True if `list` is `prefix`, or begins with it. REQUIRES: Has(list).
  bool Begins(Value prefix, Value list) const;

 private:
  static constexpr uint32_t kNone = ValueIndex::kNone;
  // What grows from a value stands just behind it in one order.
  struct Place {
    uint32_t first = 0;
    uint32_t size = 1;
  };

  uint32_t Find(Value value) const { return numbers_.Find(value); }

  ValueIndex numbers_;
  std::vector<Place> places_;  // By number.
};

}  // namespace lin
