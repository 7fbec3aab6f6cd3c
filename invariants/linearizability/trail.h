// Trail: how configurations came about, step by step. What they have in common
// is kept once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lin {

class Trail {
 public:
  // Where every trail begins.
  static constexpr uint32_t kBeginning = 0;

  enum class Kind : uint8_t {
    kPlaced,    // The operation took effect.
    kWritten,   // It did, and was a plain write.
    kAbsorbed,  // It took effect, unseen, just before the last plain write.
  };

  Trail() : steps_(1) {}

  // One more step after `trail`. Returns where it is.
  uint32_t Extend(uint32_t trail, uint32_t operation, Kind kind) {
    steps_.push_back({trail, operation, kind});
    return static_cast<uint32_t>(steps_.size() - 1);
  }

  // The operations in the order in which they took effect.
  std::vector<uint32_t> Order(uint32_t trail) const;

  // Forgets what is on none of the trails, which are then found elsewhere.
  void Keep(std::vector<uint32_t*> trails);

  uint64_t bytes() const { return steps_.capacity() * sizeof(Step); }
  size_t size() const { return steps_.size(); }

 private:
  struct Step {
    uint32_t before = 0;
    uint32_t operation = 0;
    Kind kind = Kind::kPlaced;
  };
  std::vector<Step> steps_;  // A step stands behind the one before it.
};

}  // namespace lin
