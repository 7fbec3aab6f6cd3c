// What a piece of code costs: time, instructions where the machine tells, and
// allocations.
#pragma once

#include <cstdint>
#include <optional>

namespace harness {

// Readings since the program began. Instructions are those of this thread in
// user mode; absent where the kernel does not count them.
struct Reading {
  uint64_t nanoseconds = 0;
  std::optional<uint64_t> instructions;
  uint64_t allocations = 0;  // Calls of operator new, of all threads.
  uint64_t allocated = 0;    // Bytes that they asked for.
};

Reading ReadCounters();

}  // namespace harness
