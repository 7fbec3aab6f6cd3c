#include "raft/durable/wal/segment_name.h"

#include <fmt/format.h>

#include <charconv>
#include <cstddef>

namespace raft::wal {

std::string FileName(const SegmentName& name) {
  return fmt::format("{:016x}-{:016x}.wal", name.sequence, name.index);
}

std::optional<SegmentName> ParseSegmentName(std::string_view file_name) {
  constexpr size_t kDigits = 16;
  if (file_name.size() != 2 * kDigits + 5) return std::nullopt;
  SegmentName name;
  const char* const begin = file_name.data();
  std::from_chars(begin, begin + kDigits, name.sequence, 16);
  std::from_chars(begin + kDigits + 1, begin + 2 * kDigits + 1, name.index,
                  16);
  // One way of writing it is a name: capitals, say, are not.
  if (FileName(name) != file_name) return std::nullopt;
  return name;
}

}  // namespace raft::wal
