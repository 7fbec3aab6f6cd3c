#include "harness/explore/memo.h"

namespace harness {

Memo::Memo(size_t slots_max) : slots_max_(slots_max), slots_(1 << 10) {}

void Memo::Put(const StateKey& key, const Effect& effect) {
  if (used_ * 2 > slots_.size() && slots_.size() * 4 <= slots_max_) {
    decltype(slots_) old(slots_.size() * 4);
    old.swap(slots_);
    used_ = 0;
    for (const Slot& slot : old) {
      if (slot.key != StateKey()) Put(slot.key, slot.effect);
    }
  }
  Slot& slot = slots_[key.low % slots_.size()];
  if (slot.key == StateKey()) ++used_;
  slot = {key, effect};
}

}  // namespace harness
