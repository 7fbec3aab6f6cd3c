// SeenSet: a set of 128-bit hashes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lin {

// Two words that depend on all of what they stand for: so many bits that two
// different things never have the same.
struct Hash {
  uint64_t low = 0;
  uint64_t high = 0;
  friend bool operator==(const Hash&, const Hash&) = default;

  // Adds, or takes away again, what is part of a set.
  void Toggle(const Hash& other) {
    low ^= other.low;
    high ^= other.high;
  }
};

// A hash of two words.
inline Hash HashOf(uint64_t first, uint64_t second) {
  const auto mix = [](uint64_t word) {  // The finisher of splitmix64.
    word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9;
    word = (word ^ word >> 27) * 0x94d049bb133111eb;
    return word ^ word >> 31;
  };
  const uint64_t low = mix(mix(first + 0x9e3779b97f4a7c15) ^ second);
  const uint64_t high = mix(mix(second + 0xd1b54a32d192ed03) + 3 * first);
  return {low | 1, high};  // Never all 0, which marks a free place.
}

class SeenSet {
 public:
  // True if it was not there. Grows by doubling, kept at most half full.
  bool Insert(Hash hash) {
    if (hash == Hash{}) hash.high = 1;
    if (2 * ++size_ > table_.size()) Grow();
    return Place(table_, hash);
  }
  // While it grows it is there twice, the second time doubled.
  uint64_t bytes() const {
    const bool will_grow = 2 * (size_ + 1) > table_.size();
    return table_.size() * sizeof(Hash) * (will_grow ? 3 : 1);
  }

 private:
  static bool Place(std::vector<Hash>& table, const Hash& hash) {
    size_t place = hash.low & (table.size() - 1);
    while (table[place] != Hash{}) {
      if (table[place] == hash) return false;
      place = (place + 1) & (table.size() - 1);
    }
    table[place] = hash;
    return true;
  }
  void Grow() {
    std::vector<Hash> larger(table_.empty() ? 64 : 2 * table_.size());
    for (const Hash& hash : table_) {
      if (hash != Hash{}) Place(larger, hash);
    }
    table_.swap(larger);
  }

  std::vector<Hash> table_;
  size_t size_ = 0;
};

}  // namespace lin
