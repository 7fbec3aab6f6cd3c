// Names: which nodes can be told apart by nothing but their names.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/explore/model.h"
#include "harness/explore/state_set.h"
#include "harness/world/clients.h"
#include "invariants/ghost.h"
#include "raft/base/fingerprint.h"
#include "raft/types.h"

namespace harness {

// names[i]: what node i is called instead; names[0] is 0.
using Names = std::vector<uint64_t>;

// All ways to rename nodes under which a model stays the same: voters among
// voters, learners among learners, spares among spares, and only nodes with
// the same switches; the identity first. Only the identity where a renaming
// would not be seen everywhere, because membership changes (in the bytes of
// entries) name nodes; and if `symmetry` is false.
std::vector<Names> RenamingsOf(const Model& model, bool symmetry);

// The keys of one part of a state, by renaming; the first is the part's own.
using PartKeys = std::vector<StateKey>;

// The keys of what `add(fingerprint)` adds under each of the renamings. `kind`
// tells parts apart that are not of the same kind.
template <typename Add>
PartKeys KeysOf(const std::vector<Names>& renamings, uint64_t kind,
                const Add& add) {
  PartKeys keys;
  keys.reserve(renamings.size());
  for (const Names& names : renamings) {
    raft::Fingerprint high(kind << 1, names);
    add(high);
    raft::Fingerprint low(kind << 1 | 1, names);
    add(low);
    keys.push_back({high.Get(), low.Get()});
  }
  return keys;
}

// The memory of the invariants as it would be had nodes other names.
invariants::Ghost Renamed(const invariants::Ghost& ghost, const Names& names);

}  // namespace harness
