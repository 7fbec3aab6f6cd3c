#include "raft/durable/snapshots/snapshot_file.h"

#include <fmt/format.h>

#include <charconv>
#include <cstddef>
#include <cstdint>

#include "raft/durable/crc32c.h"
#include "raft/durable/wal/canonical_reader.h"
#include "raft/durable/wal/record_data.h"
#include "raft/wire/codec.h"
#include "raft/wire/wire_format.h"

namespace raft::durable {
namespace {

void AppendNumber(int field, uint64_t value, std::string& out) {
  char bytes[11];
  wire::Writer writer(bytes);
  writer.ElementField(wire::VarintTag(field), value);
  out.append(bytes, static_cast<size_t>(writer.at() - bytes));
}

void AppendBytes(int field, std::string_view bytes, std::string& out) {
  char head[11];
  wire::Writer writer(head);
  writer.NestedField(wire::BytesTag(field), bytes.size());
  out.append(head, static_cast<size_t>(writer.at() - head));
  out += bytes;
}

std::string EncodeSnapshot(const Snapshot& snapshot) {
  std::string conf_state;
  wal::AppendConfState(snapshot.conf_state, conf_state);
  std::string metadata;
  AppendBytes(1, conf_state, metadata);
  AppendNumber(2, snapshot.index, metadata);
  AppendNumber(3, snapshot.term, metadata);
  std::string bytes;
  if (!snapshot.data.empty()) AppendBytes(1, snapshot.data.view(), bytes);
  AppendBytes(2, metadata, bytes);
  return bytes;
}

}  // namespace

std::string SnapshotFileName(EntryId end) {
  return fmt::format("{:016x}-{:016x}.snap", end.term, end.index);
}

std::optional<EntryId> ParseSnapshotFileName(std::string_view file_name) {
  constexpr size_t kDigits = 16;
  if (file_name.size() != 2 * kDigits + 6) return std::nullopt;
  EntryId end;
  const char* const begin = file_name.data();
  std::from_chars(begin, begin + kDigits, end.term, 16);
  std::from_chars(begin + kDigits + 1, begin + 2 * kDigits + 1, end.index, 16);
  // A snapshot of index 0 does not exist.
  if (end.index == 0 || SnapshotFileName(end) != file_name) {
    return std::nullopt;
  }
  return end;
}

std::string EncodeSnapshotFile(const Snapshot& snapshot) {
  const std::string data = EncodeSnapshot(snapshot);
  std::string bytes;
  AppendNumber(1, ExtendCrc32c(0, data), bytes);
  AppendBytes(2, data, bytes);
  return bytes;
}

Result<Snapshot> DecodeSnapshotFile(std::string_view bytes, EntryId end) {
  wal::CanonicalReader reader(bytes);
  const uint32_t crc = reader.Varint32Field(wire::VarintTag(1));
  std::string_view data;
  if (reader.NextIs(wire::BytesTag(2))) data = reader.Bytes();
  if (!reader.Finished() || data.empty()) {
    return Fail(ErrorCode::kBadBytes, "its bytes are not a snapshot file's");
  }
  if (ExtendCrc32c(0, data) != crc) {
    return Fail(ErrorCode::kBadBytes, "its checksum does not fit its data");
  }
  Result<Snapshot> snapshot = wire::DecodeSnapshot(data);
  if (snapshot && (snapshot->index != end.index || snapshot->term != end.term)) {
    return Fail(ErrorCode::kBadBytes,
                fmt::format("it ends at {} of term {}, not as its name says",
                            snapshot->index, snapshot->term));
  }
  return snapshot;
}

}  // namespace raft::durable
