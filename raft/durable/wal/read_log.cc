#include "raft/durable/wal/read_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "raft/durable/file_system/in_order.h"
#include "raft/durable/file_system/paths.h"
#include "raft/durable/wal/segment_reader.h"
#include "raft/durable/wal/torn_tail.h"

namespace raft::wal {
namespace {

// True if the frame at which `reader` has stopped was written before its file
// had a name: the head, and in the first segment a first boot's entries, too,
// which a state ends.
bool InHead(const SegmentReader& reader, uint64_t sequence) {
  if (reader.records() < 2) return true;
  if (reader.records() == 2 && (sequence == 0 || reader.number())) return true;
  return sequence == 0 && reader.last_type() == RecordType::kEntry &&
         reader.last_mark() && reader.last_mark()->synced_to == 1;
}

class LogReader {
 public:
  LogReader(durable::FileSystem& files, std::string_view path,
            LogReading& reading)
      : files_(files), path_(path), reading_(reading) {}

  // Reads the segment at `position` of the directory.
  Result<void> Read(size_t position);

 private:
  Result<void> AddRecords(SegmentReader& reader);
  Result<void> JudgeEnd(const SegmentReader& reader);
  std::unexpected<Error> Damaged(uint64_t offset, std::string_view why);

  durable::FileSystem& files_;
  std::string_view path_;
  LogReading& reading_;
  SegmentName name_;
  std::string bytes_;
  std::optional<uint32_t> crc_;  // Of what was read; absent before.
};

std::unexpected<Error> LogReader::Damaged(uint64_t offset,
                                          std::string_view why) {
  reading_.damage = {.file = FileName(name_),
                     .offset = offset,
                     .why = std::string(why)};
  const Contents& contents = reading_.contents;
  return Fail(
      ErrorCode::kBadBytes,
      fmt::format("{} is damaged at {}: {} (before it: entries up to {}, "
                  "commit {})",
                  durable::Join(path_, FileName(name_)), offset, why,
                  contents.last_index(), contents.state().commit));
}

Result<void> LogReader::AddRecords(SegmentReader& reader) {
  while (const std::optional<SegmentRecord> record = reader.Next()) {
    const std::string wrong = reading_.contents.Add(*record);
    if (!wrong.empty()) return Damaged(record->begin, wrong);
  }
  reading_.numbered = reader.number().has_value();
  if (!reader.number()) return {};
  if (reading_.number && reading_.number != reader.number()) {
    return Damaged(0, "the number of another log");
  }
  reading_.number = reader.number();
  return {};
}

// Is the end of the file one that may be there?
Result<void> LogReader::JudgeEnd(const SegmentReader& reader) {
  const uint64_t end = reader.position();
  if (reader.why().empty() && InHead(reader, name_.sequence)) {
    return Damaged(end, "the records end before those of its head do");
  }
  const bool last = name_ == reading_.directory.segments.back();
  if (!last) {
    if (!reader.why().empty()) return Damaged(end, reader.why());
    if (end == bytes_.size()) return {};
    return Damaged(end, "zeros behind the last record, and a segment after it");
  }
  if (reader.why().empty()) return {};
  const std::optional<std::string> why_not = WhyNotTorn(
      {.file = bytes_,
       .begin = end,
       .sequence = name_.sequence,
       .number = reader.number(),
       .after_a_mark = reader.last_mark().has_value(),
       .in_head = InHead(reader, name_.sequence)});
  if (why_not) {
    return Damaged(end, fmt::format("{}, and no crash did that: {}",
                                    reader.why(), *why_not));
  }
  const size_t written = bytes_.find_last_not_of('\0') + 1;
  reading_.torn = {.bytes = written < end ? 0 : written - end,
                   .why = reader.why()};
  return {};
}

Result<void> LogReader::Read(size_t position) {
  name_ = reading_.directory.segments[position];
  Result<std::string> bytes =
      durable::ReadFile(files_, durable::Join(path_, FileName(name_)));
  if (!bytes) return std::unexpected(bytes.error());
  bytes_ = std::move(*bytes);
  if (name_.sequence == 0) crc_ = 0;
  SegmentReader reader(bytes_, name_.sequence, crc_);
  const Result<void> read =
      durable::InOrder([&] { return AddRecords(reader); },
                       [&] { return JudgeEnd(reader); });
  if (!read) return read;
  crc_ = reading_.crc = reader.crc();
  reading_.end = reader.position();
  reading_.synced_to = reader.synced_to();
  reading_.last = std::move(bytes_);
  return {};
}

// Sets `reading`, also to what was read before something was wrong.
Result<void> ReadSegments(durable::FileSystem& files, std::string_view path,
                          Index oldest, LogReading& reading) {
  Result<Directory> directory = ReadDirectory(files, path);
  if (!directory) return std::unexpected(directory.error());
  reading.directory = std::move(*directory);
  const Result<SegmentRange> range =
      ChooseSegments(reading.directory, oldest, path);
  if (!range) return std::unexpected(range.error());
  reading.range = *range;
  const SegmentName& first = reading.directory.segments[range->begin];
  reading.contents = Contents(std::max<Index>(first.index, 1));
  LogReader reader(files, path, reading);
  for (size_t i = range->begin; i < range->end; ++i) {
    const Result<void> read = reader.Read(i);
    if (!read) return read;
  }
  const std::string wrong = reading.contents.Judge();
  if (wrong.empty()) return {};
  reading.damage = {.file = FileName(reading.directory.segments.back()),
                    .offset = reading.end,
                    .why = wrong};
  return Fail(ErrorCode::kBadBytes,
              fmt::format("{} is damaged: {}", path, wrong));
}

}  // namespace

Result<LogReading> ReadLog(durable::FileSystem& files, std::string_view path,
                           Index oldest) {
  LogReading reading;
  const Result<void> read = ReadSegments(files, path, oldest, reading);
  if (!read) return std::unexpected(read.error());
  return reading;
}

Result<LogReading> InspectLog(durable::FileSystem& files,
                              std::string_view path, Index oldest) {
  LogReading reading;
  const Result<void> read = ReadSegments(files, path, oldest, reading);
  if (!read && !reading.damage) return std::unexpected(read.error());
  return reading;
}

}  // namespace raft::wal
