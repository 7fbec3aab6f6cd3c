// All that a power cut may leave of a simulated file system, one by one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

#include "harness/world/sim_file_system.h"
#include "raft/base/fingerprint.h"

namespace harness {

// Calls `each` with each different file system that a power cut may leave of
// `files`, until it returns false. Returns how many ways there were, alike ones
// included.
template <typename Each>
uint64_t ForEachCrashState(const SimFileSystem& files, const Each& each) {
  const std::vector<uint32_t> limits = files.CrashChoices();
  std::vector<uint32_t> choices(limits.size(), 0);
  std::set<uint64_t> seen;
  uint64_t ways = 0;
  while (true) {
    ++ways;
    SimFileSystem crashed = files;
    crashed.ClearFault();
    crashed.Crash(choices);
    raft::Fingerprint fingerprint;
    crashed.AddTo(fingerprint);
    if (seen.insert(fingerprint.Get()).second && !each(crashed)) return ways;
    size_t i = 0;
    while (i < limits.size() && ++choices[i] == limits[i]) choices[i++] = 0;
    if (i == limits.size()) return ways;
  }
}

}  // namespace harness
