// What is to be said of a log on a disk: its records, what they amount to, and
// whether they are all there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "raft/base/error.h"
#include "raft/durable/file_system/file_system.h"
#include "raft/types.h"

namespace harness {

enum class LogVerdict : uint8_t {
  kIntact,
  kTorn,     // A crash has cut its last write short: nobody was told of that.
  kDamaged,  // No crash did this.
};

struct LogRecord {
  uint64_t offset = 0;  // In its segment.
  std::string type;
  std::string text;     // What it says, in words.
};

struct LogSegment {
  std::string file;
  uint64_t bytes = 0;
  std::vector<LogRecord> records;
};

struct LogReport {
  std::string directory;
  std::vector<LogSegment> segments;  // That a node would read.
  std::vector<std::string> unread;   // Those that it would not, and the rest.
  // From the record after which the log begins up to its end or the damage.
  raft::Index first = 1;
  raft::Index last = 0;
  raft::HardState state;
  LogVerdict verdict = LogVerdict::kIntact;
  // Unless it is intact: where it is not, and why.
  std::string file;
  uint64_t offset = 0;
  std::string why;
  // The damage hides entries that the log says are committed.
  bool below_commit = false;
};

// Reads the log in `directory`, or in `directory`/wal, and writes nothing; what
// a node would read whose oldest snapshot is in `snapshots` (empty: from the
// first segment on). kIo if it cannot be read, kBadBytes if there is none.
raft::Result<LogReport> ReportOn(raft::durable::FileSystem& files,
                                 std::string_view directory,
                                 std::string_view snapshots);

// `entries 1..7, commit 5, term 2, vote 1: intact`, `...: torn tail at
// FILE:OFFSET`, or `...: damaged at FILE:OFFSET: why`.
std::string Conclusion(const LogReport& report);

// All records, a line each, and the conclusion.
std::string Describe(const LogReport& report);
std::string ToJson(const LogReport& report);

}  // namespace harness
