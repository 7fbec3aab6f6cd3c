#include "harness/explore/state_set.h"

#include <algorithm>
#include <cmath>

#include "raft/base/check.h"

namespace harness {
namespace {

constexpr uint64_t kDistanceMask = StateSet::kDistances - 1;
constexpr size_t kFirstSlots = 16;

// Zero marks what is free.
StateKey NeverZero(StateKey key) {
  if (key == StateKey()) key.low = 1;
  return key;
}

uint64_t Prefix(uint64_t high) { return high & ~kDistanceMask; }

}  // namespace

StateSet::StateSet() {
  for (Shard& shard : shards_) Resize(shard, kFirstSlots);
}

// By the beginning of the key alone, so that a parent is found by that.
size_t StateSet::Home(size_t slots, uint64_t high) {
  __extension__ using Wide = unsigned __int128;
  const Wide place = static_cast<Wide>(Prefix(high) << kShardBits) * slots;
  return static_cast<size_t>(place >> 64);
}

StateSet::Slot& StateSet::Place(Shard& shard, const StateKey& key) {
  size_t place = Home(shard.slots.size(), key.high);
  while (shard.slots[place].key != key &&
         shard.slots[place].key != StateKey()) {
    if (++place == shard.slots.size()) place = 0;
  }
  return shard.slots[place];
}

void StateSet::Grow(Shard& shard) {
  Resize(shard, shard.slots.size() + shard.slots.size() / 2);
}

void StateSet::Resize(Shard& shard, size_t slots) {
  decltype(shard.slots) old(slots);
  old.swap(shard.slots);
  shard.first.store(shard.slots.data(), std::memory_order_relaxed);
  shard.size.store(slots, std::memory_order_relaxed);
  for (const Slot& slot : old) {
    if (slot.key != StateKey()) Place(shard, slot.key) = slot;
  }
}

Seen StateSet::Insert(const StateKey& wanted, const StateKey& parent,
                      uint64_t distance) {
  RAFT_CHECK(distance < kDistances, "a distance of {} cannot be kept",
             distance);
  const StateKey key = NeverZero(wanted);
  const uint64_t link = Prefix(NeverZero(parent).high) | distance;
  Shard& shard = ShardOf(key.high);
  const std::lock_guard lock(shard.mutex);
  Slot& slot = Place(shard, key);
  if (slot.key == key) {
    if ((slot.link & kDistanceMask) <= distance) return Seen::kKnown;
    slot.link = link;
    return Seen::kNearer;
  }
  slot = {key, link};
  // At most four fifths are used.
  if (++shard.used * 5 > shard.slots.size() * 4) Grow(shard);
  return Seen::kNew;
}

void StateSet::Reserve(size_t states) {
  // A third more than in four fifths of it fit, as some have more than others.
  const size_t slots = kFirstSlots + states / shards_.size() * 5 / 3;
  for (Shard& shard : shards_) {
    if (shard.slots.size() < slots) Resize(shard, slots);
  }
}

// The two may be of different times, and neither of now: then this is in vain.
void StateSet::Prefetch(const StateKey& key) const {
  const Shard& shard = ShardOf(key.high);
  const Slot* first = shard.first.load(std::memory_order_relaxed);
  const size_t place =
      Home(shard.size.load(std::memory_order_relaxed), key.high);
  __builtin_prefetch(reinterpret_cast<const void*>(
      reinterpret_cast<uintptr_t>(first) + place * sizeof(Slot)));
}

void StateSet::Restore(const StateKey& key, uint64_t link) {
  Shard& shard = ShardOf(key.high);
  Slot& slot = Place(shard, key);
  if (slot.key == key) return;
  slot = {key, link};
  if (++shard.used * 5 > shard.slots.size() * 4) Grow(shard);
}

std::optional<uint64_t> StateSet::DistanceOf(const StateKey& wanted) const {
  const StateKey key = NeverZero(wanted);
  const Shard& shard = ShardOf(key.high);
  const std::lock_guard lock(shard.mutex);
  const Slot& slot = Place(const_cast<Shard&>(shard), key);
  if (slot.key != key) return std::nullopt;
  return slot.link & kDistanceMask;
}

std::optional<StateSet::Slot> StateSet::FindPrefix(uint64_t prefix) const {
  const Shard& shard = ShardOf(prefix);
  const std::lock_guard lock(shard.mutex);
  size_t place = Home(shard.slots.size(), prefix);
  while (shard.slots[place].key != StateKey()) {
    if (Prefix(shard.slots[place].key.high) == prefix) {
      return shard.slots[place];
    }
    if (++place == shard.slots.size()) place = 0;
  }
  return std::nullopt;
}

std::vector<StateKey> StateSet::PathTo(const StateKey& wanted) const {
  std::vector<StateKey> path;
  StateKey key = NeverZero(wanted);
  if (!DistanceOf(key)) return path;
  path.push_back(key);
  std::optional<Slot> slot = FindPrefix(Prefix(key.high));
  while (slot && Prefix(slot->key.high) != Prefix(slot->link)) {
    slot = FindPrefix(Prefix(slot->link));
    if (slot) path.push_back(slot->key);
  }
  std::reverse(path.begin(), path.end());
  return path;
}

size_t StateSet::size() const {
  size_t size = 0;
  for (const Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    size += shard.used;
  }
  return size;
}

size_t StateSet::bytes() const {
  size_t slots = 0;
  for (const Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    slots += shard.slots.size();
  }
  return slots * sizeof(Slot);
}

double ChanceOfCollision(uint64_t states) {
  const double n = static_cast<double>(states);
  return -std::expm1(-n * n / 2 * std::pow(2.0, -128));
}

}  // namespace harness
