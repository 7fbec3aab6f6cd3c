#include "raft/durable/wal/segment_reader.h"

#include <algorithm>
#include <utility>

#include "raft/durable/crc32c.h"
#include "raft/durable/wal/frame.h"

namespace raft::wal {
namespace {

const char* WhyNot(FrameState state) {
  switch (state) {
    case FrameState::kWhole:
    case FrameState::kNothing:
      return "";
    case FrameState::kZeros:
      return "a length of zero with something behind it";
    case FrameState::kCutWord:
      return "the file ends inside a length";
    case FrameState::kBadWord:
      return "a length that no writer writes";
    case FrameState::kCutRecord:
      return "the file ends inside the record";
    case FrameState::kBadPadding:
      return "padding that is not zeros";
  }
  return "";
}

template <typename T>
bool Take(const std::optional<T>& value, Content& content) {
  if (value) content = *value;
  return value.has_value();
}

// Reads what the data of `record` say; false if they are not of its type.
bool ParseContent(const Record& record, Content& content) {
  const std::string_view data = record.data.value_or("");
  switch (record.type) {
    case RecordType::kMetadata:
    case RecordType::kCrc:
      return true;
    case RecordType::kEntry:
      return Take(ParseEntry(data), content);
    case RecordType::kState:
      return Take(ParseState(data), content);
    case RecordType::kSnapshot:
      return Take(ParseSnapshotRecord(data), content);
  }
  return false;
}

// True if a record of this type may be the one after so many others.
bool MayBeHere(RecordType type, uint64_t records) {
  if (type == RecordType::kCrc) return records == 0;
  if (type == RecordType::kMetadata) return records == 1;
  return records > 1;
}

}  // namespace

// Sets the checksum to that after `record` if it is the one that it has.
bool SegmentReader::Chains(const Record& record) {
  uint32_t expected = crc_.value_or(record.crc);
  if (record.type != RecordType::kCrc) {
    expected = durable::ExtendCrc32c(expected, record.data.value_or(""));
  }
  if (expected != record.crc) return false;
  crc_ = expected;
  return true;
}

std::string SegmentReader::Judge(const Record& record, Content& content) {
  if (!MayBeHere(record.type, records_)) {
    return "a record of a type that cannot be here";
  }
  if (record.mark && !number_) return "a mark in a log without a number";
  const Place place = {number_.value_or(0), sequence_, position_};
  if (record.mark && !HasGoodCheck(record, place)) {
    return "a mark that was not written here";
  }
  if (!ParseContent(record, content)) {
    return "data that are not of the record's type";
  }
  if (!Chains(record)) return "a checksum that does not fit the data";
  return "";
}

std::optional<SegmentRecord> SegmentReader::Next() {
  if (!why_.empty()) return std::nullopt;
  const Frame frame = ReadFrame(file_, position_);
  if (frame.state != FrameState::kWhole) {
    const bool may_end = frame.state == FrameState::kZeros ||
                         frame.state == FrameState::kCutWord;
    const bool ends = may_end && AllZeros(file_.substr(position_));
    if (!ends) why_ = WhyNot(frame.state);
    return std::nullopt;
  }
  SegmentRecord read;
  const std::optional<Record> record = ParseRecord(frame.record);
  why_ = record ? Judge(*record, read.content)
                : "bytes that are no record's";
  if (!why_.empty()) return std::nullopt;
  read.begin = position_;
  read.end = position_ += frame.length.total();
  read.record = *record;
  if (records_++ == 0) number_ = record->number;
  last_type_ = record->type;
  last_mark_ = record->mark;
  if (record->mark) {
    synced_to_ = std::max(synced_to_, record->mark->synced_to);
  }
  return read;
}

}  // namespace raft::wal
