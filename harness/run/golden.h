// Golden: the fingerprints that seeded runs must have everywhere and for ever,
// in corpus/golden.txt. When behaviour changes on purpose:
//
//   bazel run //harness/run:rewrite_golden
//
// and, if what the library or the world keeps has changed and not only what
// strategies choose, kFingerprintVersion goes up with it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "raft/base/error.h"

namespace harness {

// One run, and what became of it.
struct GoldenRun {
  std::string strategy;
  uint64_t drive = 0;
  uint64_t seed = 0;
  uint64_t last = 0;   // The fingerprint at its end.
  uint64_t every = 0;  // A fingerprint of those after each action.
  friend bool operator==(const GoldenRun&, const GoldenRun&) = default;
};

// Every strategy with every drive, a few seeds of each, without results.
std::vector<GoldenRun> GoldenRuns();

// The same run, with its results as they are now. REQUIRES: there is such a
// strategy.
GoldenRun Perform(GoldenRun run);

// `strategy drive seed last every`, and back. kBadBytes for anything else.
std::string ToLine(const GoldenRun& run);
raft::Result<GoldenRun> ParseGoldenRun(const std::string& line);

}  // namespace harness
