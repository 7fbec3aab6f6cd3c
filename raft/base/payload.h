// Payload: immutable bytes that are shared, not copied.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>
#include <utility>

namespace raft {

// The bytes of an entry, a context or a snapshot. Copying a Payload copies a
// pointer and bumps an atomic count, so an entry travels between logs,
// messages and copies of a cluster without its bytes being copied. The bytes
// never change. Different Payloads may be used by different threads at once,
// also when they share bytes. An empty Payload owns nothing.
class Payload {
 public:
  Payload() = default;
  // Copies `bytes`. REQUIRES: fewer than 4 GiB.
  explicit Payload(std::string_view bytes);
  Payload(const Payload& other) : block_(other.block_) { Acquire(); }
  Payload(Payload&& other) noexcept
      : block_(std::exchange(other.block_, nullptr)) {}
  Payload& operator=(Payload other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~Payload() {
    if (block_ != nullptr) Release();
  }

  // Valid as long as any Payload shares these bytes.
  std::string_view view() const {
    if (block_ == nullptr) return {};
    return {reinterpret_cast<const char*>(block_ + 1), block_->size};
  }
  uint64_t size() const { return block_ == nullptr ? 0 : block_->size; }
  bool empty() const { return block_ == nullptr; }

  // A 64-bit hash of the bytes, the same on every machine and in every build;
  // 0 for the empty payload. Computed once per shared block.
  uint64_t Hash() const { return block_ == nullptr ? 0 : HashOfBlock(); }

  friend bool operator==(const Payload& a, const Payload& b) {
    return a.block_ == b.block_ || a.view() == b.view();
  }

 private:
  struct Block {
    std::atomic<uint32_t> references;
    uint32_t size;
    std::atomic<uint64_t> hash;  // 0: not computed yet.
  };

  void Acquire() const {
    if (block_ != nullptr) {
      block_->references.fetch_add(1, std::memory_order_relaxed);
    }
  }
  void Release();
  uint64_t HashOfBlock() const;

  Block* block_ = nullptr;  // The bytes follow the block.
};

}  // namespace raft
