// Memo: what moves did, remembered for when they come again.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "harness/explore/huge_allocator.h"
#include "harness/explore/parts.h"
#include "harness/explore/state_set.h"

namespace harness {

// What invariants look at of other nodes than the one that is touched.
enum class Sees : uint8_t {
  kItself,  // Nothing.
  kDisks,   // While it leads: what is durable there, and what they promise.
  kOthers,  // When it is elected: anything.
};

// What a move does to the parts of a state that it reads. The same move of the
// same parts has the same effect in every state.
struct Effect {
  static constexpr size_t kSent = 7;

  PartId replica = 0;  // What the node has become.
  PartId ghost = 0;
  PartId rest = 0;
  bool fell = false;     // An invariant fell: the parts mean nothing.
  bool nothing = false;  // The move made no sense.
  bool many = false;     // More was sent than there is room for here.
  Sees sees = Sees::kItself;
  uint32_t sent_count = 0;
  std::array<PartId, kSent> sent = {};  // In the order of sending.

  std::span<const PartId> Sent() const { return {sent.data(), sent_count}; }
};

// A table in which what is new takes the place of what it collides with, so
// that it never needs more than `slots_max` times 64 bytes. One per thread.
class Memo {
 public:
  explicit Memo(size_t slots_max);

  // Null if it is not known (any more). Valid until the next Put.
  const Effect* Find(const StateKey& key) const {
    const Slot& slot = slots_[key.low % slots_.size()];
    return slot.key == key ? &slot.effect : nullptr;
  }
  void Put(const StateKey& key, const Effect& effect);
  // So that a Find of `key` soon afterwards need not wait for memory.
  void Prefetch(const StateKey& key) const {
    __builtin_prefetch(&slots_[key.low % slots_.size()]);
  }

  size_t bytes() const { return slots_.size() * sizeof(Slot); }

 private:
  // In one line of the cache.
  struct alignas(64) Slot {
    StateKey key;
    Effect effect;
  };
  static_assert(sizeof(Slot) == 64);

  size_t slots_max_;
  size_t used_ = 0;
  std::vector<Slot, HugeAllocator<Slot>> slots_;
};

}  // namespace harness
