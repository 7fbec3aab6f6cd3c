#include "raft/durable/wal/record.h"

#include <cstddef>

#include "raft/durable/wal/canonical_reader.h"
#include "raft/wire/wire_format.h"

namespace raft::wal {
namespace {

constexpr uint8_t kTypeTag = wire::VarintTag(1);
constexpr uint8_t kCrcTag = wire::VarintTag(2);
constexpr uint8_t kDataTag = wire::BytesTag(3);
constexpr uint8_t kNumberTag = 13 << 3 | 1;
constexpr uint8_t kCheckTag = 14 << 3 | 5;
constexpr uint8_t kMarkTag = wire::VarintTag(15);

template <typename T>
void AppendFixed(uint8_t tag, T value, std::string& out) {
  out += static_cast<char>(tag);
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void AppendVarint(uint8_t tag, uint64_t value, std::string& out) {
  char bytes[11];
  wire::Writer writer(bytes);
  writer.ElementField(tag, value);
  out.append(bytes, static_cast<size_t>(writer.at() - bytes));
}

// True if a record of this type may have the fields that it has.
bool FieldsFit(const Record& record) {
  if (record.type != RecordType::kCrc) return !record.number;
  return !record.data && !record.mark;
}

}  // namespace

uint64_t RecordSize(const Record& record) {
  uint64_t size = 1 + wire::VarintSize(static_cast<uint64_t>(record.type));
  size += 1 + wire::VarintSize(record.crc);
  if (record.data) size += wire::NestedFieldSize(record.data->size());
  if (record.number) size += 1 + sizeof *record.number;
  if (record.mark) {
    size += 1 + sizeof record.mark->check;
    size += 1 + wire::VarintSize(record.mark->synced_to);
  }
  return size;
}

void AppendRecord(const Record& record, std::string& out) {
  AppendVarint(kTypeTag, static_cast<uint64_t>(record.type), out);
  AppendVarint(kCrcTag, record.crc, out);
  if (record.data) {
    AppendVarint(kDataTag, record.data->size(), out);
    out += *record.data;
  }
  if (record.number) AppendFixed(kNumberTag, *record.number, out);
  if (record.mark) {
    AppendFixed(kCheckTag, record.mark->check, out);
    AppendVarint(kMarkTag, record.mark->synced_to, out);
  }
}

std::optional<Record> ParseRecord(std::string_view bytes) {
  CanonicalReader reader(bytes);
  Record record;
  const uint64_t type = reader.VarintField(kTypeTag);
  if (type < 1 || type > 5) return std::nullopt;
  record.type = static_cast<RecordType>(type);
  record.crc = reader.Varint32Field(kCrcTag);
  if (reader.NextIs(kDataTag)) record.data = reader.Bytes();
  if (reader.NextIs(kNumberTag)) record.number = reader.Fixed<uint64_t>();
  if (reader.NextIs(kCheckTag)) {
    record.mark.emplace();
    record.mark->check = reader.Fixed<uint32_t>();
    record.mark->synced_to = reader.VarintField(kMarkTag);
    if (record.mark->synced_to == 0) return std::nullopt;
  }
  if (!reader.Finished() || !FieldsFit(record)) return std::nullopt;
  return record;
}

}  // namespace raft::wal
