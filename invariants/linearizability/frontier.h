// Frontier: the states in which a register can be at some moment, of which none
// is useless beside another one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "invariants/linearizability/mask.h"
#include "raft/base/inline_vector.h"

namespace lin {

// How many of the optional operations of a class have been made use of.
struct Used {
  uint32_t alike = 0;  // The class.
  uint32_t count = 0;
  friend bool operator==(const Used&, const Used&) = default;
};

// One way in which all that has returned can have happened.
struct Configuration {
  uint32_t value = 0;  // A number of a value.
  // By the place of an open operation: it has taken effect.
  Mask done;
  // Open writes that have not, but need not be thought of any more: they can be
  // placed, unseen, just before the last write that was placed.
  Mask free;
  raft::InlineVector<Used, 2> used;  // By class.
  uint32_t trail = 0;                // How it came about.
};

// What the places are held by. Others are held by reads and the like.
struct Open {
  Mask moves;
  Mask writes;
};

// How many optional operations it has made use of.
uint32_t SpentBy(const Configuration& configuration);

// True if whatever can follow `b` can follow `a`.
bool Dominates(const Open& open, const Configuration& a,
               const Configuration& b);

class Frontier {
 public:
  // Adds it unless one that is there dominates it; those that it dominates go.
  // True if it was added.
  bool Add(const Open& open, Configuration configuration);
  void Clear();
  size_t size() const { return size_; }
  uint64_t bytes() const {
    return entries_.capacity() * sizeof(Entry) + heads_.capacity() * 4;
  }
  // How often two configurations were held against each other.
  uint64_t compared() const { return compared_; }
  // Takes all out; the order depends on nothing but what was added when.
  std::vector<Configuration> Take();

 private:
  static constexpr uint32_t kNone = 0xffffffff;
  struct Entry {
    Configuration configuration;
    uint32_t group = 0;
    uint32_t next = kNone;  // In the group.
    uint32_t spent = 0;     // Of optional operations.
    bool gone = false;
  };

  void Grow();

  std::vector<Entry> entries_;
  size_t size_ = 0;
  uint64_t compared_ = 0;
  // The first entries of groups: configurations that may dominate each other
  // have the same hash of what they must have in common.
  std::vector<uint32_t> heads_;
};

}  // namespace lin
