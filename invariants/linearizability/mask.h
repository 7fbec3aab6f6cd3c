// Mask: a set of places for operations that are open.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace lin {

struct Mask {
  static constexpr size_t kWords = 4;
  static constexpr size_t kPlaces = 64 * kWords;
  std::array<uint64_t, kWords> words = {};

  bool Has(size_t place) const {
    return (words[place / 64] >> place % 64 & 1) != 0;
  }
  void Add(size_t place) { words[place / 64] |= uint64_t{1} << place % 64; }
  void Remove(size_t place) {
    words[place / 64] &= ~(uint64_t{1} << place % 64);
  }
  bool empty() const {
    uint64_t any = 0;
    for (const uint64_t word : words) any |= word;
    return any == 0;
  }
  bool Holds(const Mask& other) const {
    uint64_t missing = 0;
    for (size_t i = 0; i < kWords; ++i) missing |= other.words[i] & ~words[i];
    return missing == 0;
  }
  int Count() const {
    int count = 0;
    for (const uint64_t word : words) count += std::popcount(word);
    return count;
  }
  Mask operator&(const Mask& other) const {
    Mask result;
    for (size_t i = 0; i < kWords; ++i) {
      result.words[i] = words[i] & other.words[i];
    }
    return result;
  }
  Mask operator|(const Mask& other) const {
    Mask result;
    for (size_t i = 0; i < kWords; ++i) {
      result.words[i] = words[i] | other.words[i];
    }
    return result;
  }
  Mask Without(const Mask& other) const {
    Mask result;
    for (size_t i = 0; i < kWords; ++i) {
      result.words[i] = words[i] & ~other.words[i];
    }
    return result;
  }
  // Calls each(place), from the lowest to the highest.
  template <typename Each>
  void ForEach(const Each& each) const {
    for (size_t i = 0; i < kWords; ++i) {
      for (uint64_t rest = words[i]; rest != 0; rest &= rest - 1) {
        each(64 * i + static_cast<size_t>(std::countr_zero(rest)));
      }
    }
  }
  friend bool operator==(const Mask&, const Mask&) = default;
};

}  // namespace lin
