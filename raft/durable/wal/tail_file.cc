#include "raft/durable/wal/tail_file.h"

#include <fmt/format.h>

#include <string>

#include "raft/durable/crc32c.h"
#include "raft/durable/file_system/paths.h"

namespace raft::wal {
namespace {

// A line: the name, and its checksum, or a changed digit would name another.
std::string TextOf(const SegmentName& segment) {
  const std::string name = FileName(segment);
  return fmt::format("{} {:08x}\n", name, durable::ExtendCrc32c(0, name));
}

}  // namespace

Result<SegmentName> ReadTail(durable::FileSystem& files,
                             std::string_view directory) {
  const std::string path = durable::Join(directory, kTailFile);
  const Result<std::string> text = durable::ReadFile(files, path);
  if (!text) return std::unexpected(text.error());
  const std::optional<SegmentName> segment =
      ParseSegmentName(text->substr(0, text->find(' ')));
  if (!segment || TextOf(*segment) != *text) {
    return Fail(ErrorCode::kBadBytes,
                path + " is damaged: it names no segment");
  }
  return *segment;
}

Result<void> WriteTail(durable::FileSystem& files, std::string_view directory,
                       const SegmentName& segment) {
  return durable::ReplaceFile(files, durable::Join(directory, kTailFile),
                              TextOf(segment));
}

}  // namespace raft::wal
