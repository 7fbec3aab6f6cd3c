// Reads a log from its directory, and changes nothing there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "raft/base/error.h"
#include "raft/durable/file_system/file_system.h"
#include "raft/durable/wal/contents.h"
#include "raft/durable/wal/directory.h"
#include "raft/durable/wal/segment_name.h"
#include "raft/types.h"

namespace raft::wal {

// The end of a last segment that a crash has torn: what is to be cut off.
struct TornTail {
  uint64_t bytes = 0;  // Up to the last one that is not zero.
  std::string why;     // Why the first record of it cannot be read.
};

// What no crash has done.
struct LogDamage {
  std::string file;     // Its name in the directory.
  uint64_t offset = 0;  // Of the first frame that is wrong.
  std::string why;
};

// A log as it is on the disk.
struct LogReading {
  Directory directory;
  SegmentRange range;  // Which of its segments were read.
  Contents contents{1};
  std::string last;    // All bytes of the last segment.
  uint64_t end = 0;    // Where its last record ends.
  uint32_t crc = 0;    // The checksum there.
  // The log's own number; absent if no segment that was read has one.
  std::optional<uint64_t> number;
  bool numbered = false;       // The last segment has it.
  uint64_t synced_to = 1;      // What marks say of the last segment.
  std::optional<TornTail> torn;
  std::optional<LogDamage> damage;  // Nothing behind it was read.
};

// kBadBytes, with file, offset and what is wrong there, if the log is damaged;
// what a crash may have left at its end is no damage. `oldest` is the oldest
// snapshot that is kept (0: none).
Result<LogReading> ReadLog(durable::FileSystem& files, std::string_view path,
                           Index oldest);

// The same for who wants to know what is left of a damaged log: all that stands
// before the damage. kBadBytes if there is no log, or segments are missing.
Result<LogReading> InspectLog(durable::FileSystem& files,
                              std::string_view path, Index oldest);

}  // namespace raft::wal
