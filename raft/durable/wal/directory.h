// What is in the directory of a log.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "raft/base/error.h"
#include "raft/durable/file_system/file_system.h"
#include "raft/durable/wal/segment_name.h"
#include "raft/types.h"

namespace raft::wal {

// The files of a log, by what they are.
struct Directory {
  std::vector<SegmentName> segments;     // By sequence, all that are there.
  std::optional<SegmentName> tail;       // What `tail` names, if it is there.
  std::vector<std::string> left_overs;   // A crash's, of no use to anybody.
  std::vector<std::string> others;       // Not the log's: left alone.
};

// kIo if it cannot be read, kBadBytes if it holds no log, or a damaged `tail`.
Result<Directory> ReadDirectory(durable::FileSystem& files,
                                std::string_view path);

// Which segments are to be read, as positions in `segments`: [begin, end). All
// before `begin` are what a crash left of a compaction.
struct SegmentRange {
  size_t begin = 0;
  size_t end = 0;
};

// Chooses them for a log whose oldest snapshot is `oldest` (0: none): from the
// last one on that was made when the log ended before it, and those before that
// as far as there is no gap. kBadBytes if one is missing from there on, or the
// log begins behind the snapshot. `path` is for the error's text.
Result<SegmentRange> ChooseSegments(const Directory& directory, Index oldest,
                                    std::string_view path);

// The first of `segments` from which on they are kept for the snapshot at
// `oldest`, a position: 0 if none was made before it.
size_t FirstKept(const std::vector<SegmentName>& segments, Index oldest);

}  // namespace raft::wal
