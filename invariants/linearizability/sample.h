// Small random histories, for tests of engines and for their fuzz target.
#pragma once

#include <cstdint>
#include <functional>

#include "invariants/linearizability/model.h"

namespace lin {

// What a history is made of.
struct SampleShape {
  uint64_t operations = 6;
  uint64_t clients = 3;
  uint64_t values = 3;       // That are written; 0: each value only once.
  uint64_t unknown_of = 4;   // One mutation of so many has an unknown outcome;
                             // 0: none.
  uint64_t noise_of = 8;     // One result of so many is made up; 0: none is.
  bool sees_before = false;  // Mutations tell the value before them.
};

// Draws a number below its argument.
using Draw = std::function<uint64_t(uint64_t)>;

// One for a handful of operations, so that what happens is often rare.
SampleShape AnyShape(const Draw& draw);

// Runs clients against one object and records them, so that without noise the
// history is linearizable.
History MakeSample(const Model& model, const SampleShape& shape,
                   const Draw& draw);

// The same numbers for the same seed.
Draw DrawFrom(uint64_t seed);

}  // namespace lin
