// Clusters: the operations of a register by the value that they are about.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "invariants/linearizability/register_part.h"
#include "invariants/linearizability/value_index.h"

namespace lin {

inline constexpr uint32_t kNoOne = 0xffffffff;

// A value: its write, and all who saw it.
struct Cluster {
  // Indexes of RegisterPart::operations; kNoOne: the value is the initial one.
  uint32_t writer = kNoOne;
  uint32_t first_end = kNoOne;   // Who returned first,
  uint32_t last_begin = kNoOne;  // and who was called last.
  Time end = kNever;             // When; the initial value was always written.
  Time begin = kAlways;
  // False: its write may not have happened, and nobody saw it.
  bool lives = false;
  uint32_t seen_by = kNoOne;  // Who says that an optional write happened.
  uint32_t mover = kNoOne;    // Who found it and replaced it.
  uint32_t next = kNoOne;     // The cluster that it was replaced by,
  bool follows = false;       // True: it is the next of another one.
};

struct Clusters {
  std::vector<Cluster> all;  // The first is of the initial value.
  ValueIndex numbers;        // The cluster of a value.
  // False: a value was written twice, or the initial one was. Nothing else is
  // known then.
  bool unique = true;
  // Set if there can be no order: an operation saw what nobody wrote, or two
  // replaced the same value.
  std::optional<Finding> broken;
};

Clusters MakeClusters(const RegisterPart& part);

// Adds to a conflict, of indexes of operations, who says that the optional ones
// among them happened; makes it a finding.
Finding MakeConflict(const RegisterPart& part, const Clusters& clusters,
                     std::vector<Witness> conflict, std::string reason);

}  // namespace lin
