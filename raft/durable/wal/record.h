// A record of a log: its fields, and their bytes as etcd writes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace raft::wal {

// Numbers are those of the format.
enum class RecordType : uint8_t {
  kMetadata = 1,  // Whose log this is; the application's own bytes.
  kEntry = 2,
  kState = 3,
  kCrc = 4,  // The first of each file: the checksum of all before it.
  kSnapshot = 5,
};

// What says of a record that it stands where it was written, and how much was
// synced then (mark.h). Fields 14 and 15: etcd's readers pass over them.
struct Mark {
  uint32_t check = 0;
  // Where the last record ended that was known to be synced, an offset in this
  // file; 1: none was. Never 0, so that a record's last byte is not 0.
  uint64_t synced_to = 1;
  friend bool operator==(const Mark&, const Mark&) = default;
};

// The fields of a record. Data points into what was parsed, or to what is to
// be written.
struct Record {
  RecordType type = RecordType::kCrc;
  // CRC-32C of the data of all records of the log up to this one.
  uint32_t crc = 0;
  std::optional<std::string_view> data = {};  // Null is written as nothing.
  std::optional<uint64_t> number = {};  // Field 13, of kCrc: the log's own.
  std::optional<Mark> mark = {};        // Not of kCrc.
  friend bool operator==(const Record&, const Record&) = default;
};

// How many bytes AppendRecord appends. The fields besides the data take at most
// kRecordFieldsMax.
uint64_t RecordSize(const Record& record);
inline constexpr uint64_t kRecordFieldsMax = 48;

// Appends the bytes of `record`.
void AppendRecord(const Record& record, std::string& out);

// What `bytes` say; nothing unless they are just what AppendRecord would append
// for it.
std::optional<Record> ParseRecord(std::string_view bytes);

}  // namespace raft::wal
