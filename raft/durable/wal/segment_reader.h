// Reads the records of a segment, one after the other, and holds each against
// all that it must agree with.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "raft/durable/wal/mark.h"
#include "raft/durable/wal/record.h"
#include "raft/durable/wal/record_data.h"
#include "raft/types.h"

namespace raft::wal {

// What a record says; nothing in those of metadata and checksums.
using Content = std::variant<std::monostate, Entry, HardState, SnapshotRecord>;

// A record that was read, and its frame: [begin, end) of the file.
struct SegmentRecord {
  uint64_t begin = 0;
  uint64_t end = 0;
  Record record;
  Content content;
};

// Stops at the end of the records (the end of the file, or zeros up to it) or
// at the first frame that cannot be read. A record is read if its frame is
// whole, its bytes are canonical, its data are of its type, the checksums chain
// up to it, its mark, if it has one, is of this place in this log, and it is
// where one of its type may be: a checksum first, then metadata, and neither
// later.
class SegmentReader {
 public:
  // `crc` is the checksum of the log up to this file; absent: unknown. `file`
  // must outlive this and what it hands out.
  SegmentReader(std::string_view file, uint64_t sequence,
                std::optional<uint32_t> crc)
      : file_(file), sequence_(sequence), crc_(crc) {}

  // Nothing when it has stopped; then why() says whether at the end.
  std::optional<SegmentRecord> Next();

  // Where the next record begins, or where it has stopped.
  uint64_t position() const { return position_; }
  // Why the frame at position() cannot be read; empty at the end.
  const std::string& why() const { return why_; }
  // The checksum up to here. REQUIRES: a record was read.
  uint32_t crc() const { return *crc_; }
  // How many records were read.
  uint64_t records() const { return records_; }
  // The log's own number, once the first record was read; absent in a segment
  // that etcd made.
  std::optional<uint64_t> number() const { return number_; }
  // Of the last record that was read.
  RecordType last_type() const { return last_type_; }
  const std::optional<Mark>& last_mark() const { return last_mark_; }
  // All up to here was synced, as marks say; 1: none says so.
  uint64_t synced_to() const { return synced_to_; }

 private:
  // Why `record` cannot stand at position(); empty if it can.
  std::string Judge(const Record& record, Content& content);
  bool Chains(const Record& record);

  std::string_view file_;
  uint64_t sequence_;
  std::optional<uint32_t> crc_;
  uint64_t position_ = 0;
  std::string why_;
  uint64_t records_ = 0;
  std::optional<uint64_t> number_;
  RecordType last_type_ = RecordType::kCrc;
  std::optional<Mark> last_mark_;
  uint64_t synced_to_ = 1;
};

}  // namespace raft::wal
