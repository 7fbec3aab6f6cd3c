// Names of the files of a log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace raft::wal {

// A segment: one file of a log, `%016x-%016x.wal`.
struct SegmentName {
  uint64_t sequence = 0;  // 0 is the first; each cut adds one.
  // The last index that was saved when it was made, plus 1; 0 in the first.
  uint64_t index = 0;
  friend bool operator==(const SegmentName&, const SegmentName&) = default;
  friend auto operator<=>(const SegmentName&, const SegmentName&) = default;
};

std::string FileName(const SegmentName& name);
// Nothing if it is no segment's name.
std::optional<SegmentName> ParseSegmentName(std::string_view file_name);

}  // namespace raft::wal
