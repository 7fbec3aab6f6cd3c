// Long histories of a storage: writes, crashes, failures and starts, as bytes
// say.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace harness {

// How often what happened in a history.
struct DiskHistoryCounts {
  uint64_t steps = 0;
  uint64_t crashes = 0;   // Power cuts.
  uint64_t kills = 0;     // Of the process.
  uint64_t failures = 0;  // Calls on the file system that failed.
  uint64_t starts = 0;    // That succeeded.
};

// Lives a history: each byte chooses what is done next, and those after it how.
// After each crash the storage is opened again, and goes on from there; so does
// what the definition says. Returns what is wrong; nothing if nothing is. Any
// bytes are a history.
std::optional<std::string> LiveDiskHistory(std::span<const uint8_t> bytes,
                                           DiskHistoryCounts& counts);

}  // namespace harness
