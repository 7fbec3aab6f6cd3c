// Places: where the open operations of a register are, so that a bit can stand
// for each.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "invariants/linearizability/frontier.h"
#include "invariants/linearizability/mask.h"
#include "invariants/linearizability/register_part.h"

namespace lin {

struct Places {
  static constexpr uint32_t kNobody = 0xffffffff;

  std::array<uint32_t, Mask::kPlaces> at;  // The operation; kNobody: none.
  Open open;                               // Mutations.
  Mask observers;  // Reads, and comparisons that failed;
  Mask nots;       // the latter.

  Places() { at.fill(kNobody); }

  // The place of an operation, kNobody being one too; kPlaces: there is none.
  size_t Find(uint32_t operation) const {
    size_t place = 0;
    while (place < Mask::kPlaces && at[place] != operation) ++place;
    return place;
  }

  // REQUIRES: the place is free.
  void Take(size_t place, uint32_t operation, RegisterOperation::Type type) {
    at[place] = operation;
    switch (type) {
      case RegisterOperation::Type::kWrite:
        return open.writes.Add(place);
      case RegisterOperation::Type::kMove:
        return open.moves.Add(place);
      case RegisterOperation::Type::kNot:
        nots.Add(place);
        return observers.Add(place);
      case RegisterOperation::Type::kRead:
        return observers.Add(place);
    }
  }

  void Leave(size_t place) {
    at[place] = kNobody;
    for (Mask* mask : {&open.writes, &open.moves, &nots, &observers}) {
      mask->Remove(place);
    }
  }
};

}  // namespace lin
