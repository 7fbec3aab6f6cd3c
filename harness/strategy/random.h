// Random: the one generator of the harness, always handed in.
#pragma once

#include <cstdint>

namespace harness {

// SplitMix64 (Steele, Lea and Flood, 2014): a counter and a mixing function.
// Integers only, the same everywhere. Draw once per statement: compilers order
// the arguments of a call differently.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
  }
  // In [0, bound). REQUIRES: bound > 0 and below 2^32.
  uint64_t Below(uint64_t bound) { return (Next() >> 32) * bound >> 32; }

 private:
  uint64_t state_;
};

}  // namespace harness
