// HugeAllocator: memory for large tables that are looked into at random.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <new>

namespace harness {

// Asks for pages of 2 MiB: looking up where a small page lies costs as much as
// looking into it. Small blocks get what others get.
template <typename T>
class HugeAllocator {
 public:
  using value_type = T;

  HugeAllocator() = default;
  template <typename U>
  explicit HugeAllocator(const HugeAllocator<U>&) {}

  T* allocate(size_t count) {
    const size_t bytes = count * sizeof(T);
    void* block = ::operator new(bytes, AlignmentOf(bytes));
    // Whether there are such pages is up to the system.
    if (IsLarge(bytes)) (void)madvise(block, bytes, MADV_HUGEPAGE);
    return static_cast<T*>(block);
  }
  void deallocate(T* block, size_t count) {
    ::operator delete(block, AlignmentOf(count * sizeof(T)));
  }
  friend bool operator==(const HugeAllocator&, const HugeAllocator&) = default;

 private:
  static constexpr size_t kPage = size_t{2} << 20;

  // So that less than an eighth of it is lost at its end.
  static bool IsLarge(size_t bytes) { return bytes >= 8 * kPage; }
  static std::align_val_t AlignmentOf(size_t bytes) {
    return std::align_val_t{IsLarge(bytes) ? kPage : alignof(T)};
  }
};

}  // namespace harness
