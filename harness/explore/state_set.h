// StateSet: the states that a search has seen, by fingerprint.
#pragma once

#include <array>
#include <atomic>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "harness/explore/huge_allocator.h"

namespace harness {

// 128 bits that stand for a state or a part of one. Sums of keys are keys of
// multisets.
struct StateKey {
  uint64_t high = 0;
  uint64_t low = 0;

  StateKey& operator+=(const StateKey& other) {
    high += other.high;
    low += other.low;
    return *this;
  }
  StateKey& operator-=(const StateKey& other) {
    high -= other.high;
    low -= other.low;
    return *this;
  }
  friend auto operator<=>(const StateKey&, const StateKey&) = default;
};

// What Insert found.
enum class Seen : uint8_t {
  kNew,     // It was not there.
  kNearer,  // It was there, but farther away: now it is nearer.
  kKnown,   // It was there, as near or nearer.
};

// Open addressing over 24 bytes a state: the key, how far it is from the start,
// and the beginning of the key of the state that it was reached from. Divided
// into parts that lock and grow each by itself, so any thread may call
// anything at any time, and growing never needs much memory at once.
class StateSet {
 public:
  // Distances are below this.
  static constexpr uint64_t kDistances = uint64_t{1} << 16;

  StateSet();

  // Adds `key`, reached from `parent` (the first state: from itself). A key
  // that is nearer than before gets the new parent. REQUIRES: distance <
  // kDistances.
  Seen Insert(const StateKey& key, const StateKey& parent, uint64_t distance);
  // So that an Insert of `key` soon afterwards need not wait for memory.
  void Prefetch(const StateKey& key) const;
  // How far `key` is; nothing if it is not there.
  std::optional<uint64_t> DistanceOf(const StateKey& key) const;
  // The states on the way from the first one to `key`, both included; empty if
  // `key` is not there.
  std::vector<StateKey> PathTo(const StateKey& key) const;

  size_t size() const;
  size_t bytes() const;

  // For storing: calls `each(key, link)` for all, and puts back one of those.
  template <typename Each>
  void ForEach(const Each& each) const {
    for (const Shard& shard : shards_) {
      for (const Slot& slot : shard.slots) {
        if (slot.key != StateKey()) each(slot.key, slot.link);
      }
    }
  }
  // So that so many may come in any order: room that grows with ordered keys
  // is crowded where they begin.
  void Reserve(size_t states);
  void Restore(const StateKey& key, uint64_t link);

 private:
  struct Slot {
    StateKey key;       // Zero: free.
    uint64_t link = 0;  // The high 48 bits of the parent's key, the distance.
  };
  struct Shard {
    mutable std::mutex mutex;
    std::vector<Slot, HugeAllocator<Slot>> slots;
    size_t used = 0;
    // What Prefetch may look at while others insert.
    std::atomic<const Slot*> first = nullptr;
    std::atomic<size_t> size = 0;
  };
  static constexpr int kShardBits = 6;

  static void Resize(Shard& shard, size_t slots);
  static void Grow(Shard& shard);
  // The slot of the key, or the free one where it belongs.
  static Slot& Place(Shard& shard, const StateKey& key);
  static size_t Home(size_t slots, uint64_t high);
  Shard& ShardOf(uint64_t high) { return shards_[high >> (64 - kShardBits)]; }
  const Shard& ShardOf(uint64_t high) const {
    return shards_[high >> (64 - kShardBits)];
  }
  std::optional<Slot> FindPrefix(uint64_t prefix) const;

  std::array<Shard, size_t{1} << kShardBits> shards_;
};

// The chance that among so many states two different ones have the same key of
// 128 bits: one of them would not have been explored.
double ChanceOfCollision(uint64_t states);

}  // namespace harness
