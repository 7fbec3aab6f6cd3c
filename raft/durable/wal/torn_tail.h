// Is a frame that cannot be read what a crash has left of a write that nobody
// was told of, or was it whole once?
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace raft::wal {

// A disk writes so many bytes, at a multiple of as many, as a whole.
inline constexpr uint64_t kSectorBytes = 512;

// A frame of the last segment that cannot be read.
struct UnreadableFrame {
  std::string_view file;  // All of the segment.
  uint64_t begin = 0;     // Of the frame.
  uint64_t sequence = 0;  // Of the segment.
  std::optional<uint64_t> number = {};  // The log's own, from its head.
  // The last record before it has a mark. Where none has, others wrote here.
  bool after_a_mark = false;
  // It was written before the segment got its name.
  bool in_head = false;
};

// Nothing if the frame is a torn tail: nothing shows that it was ever synced,
// and a crash that left some sectors of an unsynced write as they were explains
// it. Else why it is none, a phrase: then it is damage, and must not be cut
// off.
std::optional<std::string> WhyNotTorn(const UnreadableFrame& frame);

}  // namespace raft::wal
