// How times and sizes are written in the flags of every command.
#pragma once

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>

namespace harness {

// Takes 90, 30s, 1.5m or 2h, and passes seconds on, for a double. More than
// none, and at most ten years.
CLI::Validator Time();

inline std::chrono::milliseconds Milliseconds(double seconds) {
  return std::chrono::milliseconds(static_cast<int64_t>(seconds * 1000));
}

// Takes 64K, 500M or 4G, and passes bytes on, for a uint64_t. A byte at least,
// and at most 1024 G.
CLI::Validator Size();

}  // namespace harness
