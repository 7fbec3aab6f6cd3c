#include "raft/base/payload.h"

#include <xxhash.h>

#include <cstring>
#include <limits>
#include <new>

#include "raft/base/check.h"

namespace raft {

Payload::Payload(std::string_view bytes) {
  if (bytes.empty()) return;
  RAFT_CHECK(bytes.size() <= std::numeric_limits<uint32_t>::max(),
             "a payload of {} bytes is too large", bytes.size());
  void* memory = ::operator new(sizeof(Block) + bytes.size());
  block_ = new (memory) Block{1, static_cast<uint32_t>(bytes.size()), 0};
  // The bytes are no part of a Block, which gcc would otherwise take them for.
  std::memcpy(static_cast<void*>(block_ + 1), bytes.data(), bytes.size());
}

void Payload::Release() {
  // A sole owner needs no atomic write: nobody else can take a share of it.
  if (block_->references.load(std::memory_order_acquire) != 1 &&
      block_->references.fetch_sub(1, std::memory_order_acq_rel) != 1) {
    return;
  }
  const size_t bytes = sizeof(Block) + block_->size;
  block_->~Block();
  ::operator delete(block_, bytes);
}

uint64_t Payload::HashOfBlock() const {
  // Two threads may both compute it; they store the same value.
  uint64_t hash = block_->hash.load(std::memory_order_relaxed);
  if (hash != 0) return hash;
  hash = XXH3_64bits(block_ + 1, block_->size);
  if (hash == 0) hash = 1;
  block_->hash.store(hash, std::memory_order_relaxed);
  return hash;
}

}  // namespace raft
