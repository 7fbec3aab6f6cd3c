// Checkpoint: an exploration that was left unfinished, as a file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "harness/explore/explore_options.h"
#include "harness/explore/frontier.h"
#include "harness/explore/recipes.h"
#include "harness/explore/state_set.h"
#include "invariants/milestones.h"
#include "raft/base/error.h"

namespace harness {

// All that a search needs to go on, but for what it has seen (a StateSet) and
// the parts of states: those are made again by their recipes.
struct Checkpoint {
  // What it is a checkpoint of: nothing else can go on with it.
  std::string model;  // Its text, without what it expects.
  std::string signature;
  Order order = Order::kBreadth;

  ExploreCounts counts;  // Of what is done; `waiting` and `level` mean nothing.
  bool depth_bound = false;  // See Exploration.
  invariants::Milestones milestones;
  // Breadth-first: how many states have each distance.
  std::vector<uint64_t> levels;
  size_t nodes = 0;  // Of the states below.
  std::vector<Recipe> recipes;
  Frontier now;   // To be expanded first,
  Frontier next;  // and then these.
};

// A file: a line that says what it is and has the version of the format and of
// fingerprints, then numbers with their lowest byte first, then a checksum.
//
// Written under a neighbouring name first, so that an interrupt leaves the old
// file or the new one. kIo, with the name and the reason. Not written over a
// file that is no checkpoint.
raft::Result<void> WriteCheckpoint(const std::string& path,
                                   const Checkpoint& checkpoint,
                                   const StateSet& seen);
void WriteCheckpoint(std::ostream& out, const Checkpoint& checkpoint,
                     const StateSet& seen);

// Adds what it had seen to `seen`. kIo if it cannot be read; kBadBytes, saying
// what is wrong, if it is none, of another version, cut or altered. What it
// says hangs together as a file, but may be nonsense: see restore.h.
raft::Result<Checkpoint> ReadCheckpoint(const std::string& path,
                                        StateSet& seen);
// The same of a stream with so many bytes.
raft::Result<Checkpoint> ReadCheckpoint(std::istream& in, uint64_t size,
                                        StateSet& seen);

// kBadBytes unless `path` is free, or a checkpoint that may be written over.
raft::Result<void> MayHoldACheckpoint(const std::string& path);

}  // namespace harness
