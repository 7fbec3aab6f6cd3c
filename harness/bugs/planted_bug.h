// Planted bugs: patches of corpus/bugs/, each with a header of `# key: value`
// lines, and the scoreboard of the last hunt for them. ci/hunt plants, hunts
// and stores; here both are only read.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "raft/base/error.h"

namespace harness {

// How one engine fared at one bug.
struct HuntRow {
  std::string engine;
  uint64_t found = 0;     // Of the hunts.
  uint64_t hunts = 0;     // From different first seeds.
  double limit = 0;       // Seconds that each of them had.
  std::string invariant;  // That fell; empty: none.
  // Medians, where a miss is worse than any find: none if that is the median.
  std::optional<uint64_t> runs;
  std::optional<uint64_t> actions;
  std::optional<double> seconds;
  // Actions of the first trace, before and after minimizing.
  std::optional<uint64_t> trace;
  std::optional<uint64_t> minimized;
  // What the shortest of the misses took; none if there was none, or if it is
  // not known.
  std::optional<uint64_t> missed_runs;
  std::optional<uint64_t> missed_actions;
  std::optional<double> missed_seconds;
};

struct PlantedBug {
  std::string name;        // The patch's, without its ending.
  std::string effect;      // What goes wrong.
  std::string source;      // Where such a bug was seen.
  std::string invariant;   // Expected to fall.
  std::string run;         // Options of `raftproof run` that it needs.
  std::string equivalent;  // Why no run can tell the difference; or empty.
  std::string test;        // Label of the one that can then; or empty.
  std::optional<double> build_seconds;
  std::vector<HuntRow> rows;  // By name of the engine; empty: not hunted yet.

  // The fastest row, or null if nothing found it.
  const HuntRow* Best() const;
};

// A bug that others had and that is no patch.
struct UnplantedBug {
  std::string id;      // Like `R11`.
  std::string effect;  // What goes wrong.
  std::string reason;  // Why it cannot be planted.
  std::string test;    // `file: Suite.Name`, which shows it.
};

struct PlantedBugs {
  std::vector<PlantedBug> bugs;         // By name.
  std::vector<UnplantedBug> unplanted;  // In the order of their file.
  // That each hunt had of which no row says it; 0: none is stored.
  double seconds = 0;
};

// Reads the patches of a folder and, if they are there, its scoreboard.json and
// catalogue.json. kIo or kBadBytes, naming the file, if that cannot be.
raft::Result<PlantedBugs> ReadPlantedBugs(const std::string& folder);

// `folder` is `start`/corpus/bugs, or that of the nearest folder above which
// has one: where a checkout keeps them. kIo if there is none.
raft::Result<std::string> FindBugsFolder(const std::string& start);

}  // namespace harness
