// Recipes: how parts came about, so that they can be made again elsewhere.
#pragma once

#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include "harness/explore/parts.h"
#include "harness/explore/state.h"
#include "harness/explore/state_set.h"

namespace harness {

// A part that a move made, and that was not there before.
struct MadePart {
  PartKind kind = PartKind::kReplica;
  PartId id = 0;
  StateKey key;  // Under no renaming.
  friend bool operator==(const MadePart&, const MadePart&) = default;
};

// A move and what it looked at: a state with its message alone in flight. The
// real library makes the same parts of it again, or it is another library.
struct Recipe {
  State state;
  Move move;
  std::vector<MadePart> made;
  friend bool operator==(const Recipe&, const Recipe&) = default;
};

// Any thread may add. Those of several threads may stand before recipes that
// make what they need.
class Recipes {
 public:
  void Add(Recipe recipe) {
    const std::lock_guard lock(mutex_);
    all_.push_back(std::move(recipe));
  }
  // Takes all of them away, and leaves those in their place. REQUIRES: nobody
  // adds meanwhile.
  std::vector<Recipe> Exchange(std::vector<Recipe> others) {
    return std::exchange(all_, std::move(others));
  }

 private:
  std::mutex mutex_;
  std::vector<Recipe> all_;
};

}  // namespace harness
