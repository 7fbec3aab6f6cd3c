// Turns records into the bytes of a segment: checksums, marks and frames.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "raft/durable/wal/record.h"

namespace raft::wal {

// Knows where the next record stands, what the checksum is there and what is
// synced; a value that writes no file.
class SegmentWriter {
 public:
  // A segment that begins with the checksum of the log so far. Without
  // `number` its records get no marks, as etcd's.
  SegmentWriter(std::optional<uint64_t> number, uint64_t sequence,
                uint32_t crc)
      : number_(number), sequence_(sequence), crc_(crc) {}
  // One that is there already, up to `end`.
  SegmentWriter(std::optional<uint64_t> number, uint64_t sequence, uint32_t crc,
                uint64_t end)
      : number_(number), sequence_(sequence), crc_(crc), end_(end) {}

  // Appends to `out` the frame of the first record. REQUIRES: end() == 0.
  void AppendHead(std::string& out);
  // Appends the frame of a record. REQUIRES: the head was appended, and
  // DataFits(data.size()).
  void Append(RecordType type, std::optional<std::string_view> data,
              std::string& out);

  // A sync that began when the segment ended at `end` has succeeded: records
  // from now on say so.
  void Synced(uint64_t end) { synced_to_ = end; }

  // Where the next frame begins.
  uint64_t end() const { return end_; }
  uint32_t crc() const { return crc_; }
  uint64_t synced_to() const { return synced_to_; }
  uint64_t sequence() const { return sequence_; }
  std::optional<uint64_t> number() const { return number_; }

  friend bool operator==(const SegmentWriter&, const SegmentWriter&) = default;

 private:
  void AppendFrameOf(const Record& record, std::string& out);

  std::optional<uint64_t> number_;
  uint64_t sequence_;
  uint32_t crc_;
  uint64_t end_ = 0;
  uint64_t synced_to_ = 1;
};

// True if a record with so many bytes of data can be written, whatever its
// other fields are.
bool DataFits(uint64_t bytes);

}  // namespace raft::wal
