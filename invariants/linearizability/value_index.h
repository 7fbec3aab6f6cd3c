// ValueIndex: numbers values from 0 on, in the order in which they come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "invariants/linearizability/values.h"

namespace lin {

class ValueIndex {
 public:
  static constexpr uint32_t kNone = 0xffffffff;

  explicit ValueIndex(size_t expected) {
    size_t places = 16;
    while (places < 2 * expected) places *= 2;
    table_.resize(places);
  }

  size_t size() const { return size_; }
  uint32_t Find(Value value) const {
    const Place& place = table_[PlaceOf(value)];
    return place.number;
  }
  // Its number, a new one if need be.
  uint32_t Number(Value value) {
    if (2 * size_ >= table_.size()) Grow();
    Place& place = table_[PlaceOf(value)];
    if (place.number == kNone) place = {value, static_cast<uint32_t>(size_++)};
    return place.number;
  }

 private:
  struct Place {
    Value value = 0;
    uint32_t number = kNone;
  };

  size_t PlaceOf(Value value) const {
    const uint64_t mixed = static_cast<uint64_t>(value) * 0x9e3779b97f4a7c15;
    size_t place = (mixed ^ mixed >> 29) & (table_.size() - 1);
    while (table_[place].number != kNone && table_[place].value != value) {
      place = (place + 1) & (table_.size() - 1);
    }
    return place;
  }
  void Grow() {
    std::vector<Place> before(2 * table_.size());
    before.swap(table_);
    for (const Place& place : before) {
      if (place.number != kNone) table_[PlaceOf(place.value)] = place;
    }
  }

  std::vector<Place> table_;
  size_t size_ = 0;
};

}  // namespace lin
