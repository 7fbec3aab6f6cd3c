#include "raft/durable/wal/segment_writer.h"

#include "raft/base/check.h"
#include "raft/durable/crc32c.h"
#include "raft/durable/wal/frame.h"
#include "raft/durable/wal/mark.h"

namespace raft::wal {

void SegmentWriter::AppendHead(std::string& out) {
  RAFT_CHECK(end_ == 0, "a head at {}", end_);
  AppendFrameOf(
      {.type = RecordType::kCrc, .crc = crc_, .data = {}, .number = number_},
      out);
}

void SegmentWriter::Append(RecordType type,
                           std::optional<std::string_view> data,
                           std::string& out) {
  RAFT_CHECK(end_ != 0, "a record before the head");
  crc_ = durable::ExtendCrc32c(crc_, data.value_or(""));
  Record record = {.type = type, .crc = crc_, .data = data};
  if (number_) {
    const Place place = {*number_, sequence_, end_};
    record.mark = Mark{.check = CheckOf(place, synced_to_, type, crc_),
                       .synced_to = synced_to_};
  }
  AppendFrameOf(record, out);
}

void SegmentWriter::AppendFrameOf(const Record& record, std::string& out) {
  std::string bytes;
  bytes.reserve(RecordSize(record));
  AppendRecord(record, bytes);
  const size_t before = out.size();
  AppendFrame(bytes, out);
  end_ += out.size() - before;
}

bool DataFits(uint64_t bytes) {
  return bytes < kRecordBytesLimit &&
         LengthOfFrame(bytes + kRecordFieldsMax).has_value();
}

}  // namespace raft::wal
