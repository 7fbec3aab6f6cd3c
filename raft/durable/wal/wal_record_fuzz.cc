// Any bytes: a frame is never read outside of them, and a record or its data
// are read only if they are, to the byte, what is written for what was read.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "raft/base/check.h"
#include "raft/durable/wal/frame.h"
#include "raft/durable/wal/record.h"
#include "raft/durable/wal/record_data.h"

namespace raft::wal {
namespace {

template <typename T>
void CheckData(std::string_view bytes, std::string_view exception,
               std::optional<T> (*parse)(std::string_view),
               void (*append)(const T&, std::string&)) {
  const std::optional<T> value = parse(bytes);
  if (!value) return;
  std::string again;
  append(*value, again);
  RAFT_CHECK(again == bytes || again + std::string(exception) == bytes,
             "other bytes are written for what was read");
}

void CheckRecord(std::string_view bytes) {
  // Data that is there and empty is not told from none.
  CheckData(bytes, std::string_view("\x22\0", 2), ParseEntry, AppendEntry);
  CheckData(bytes, "", ParseState, AppendState);
  CheckData(bytes, "", ParseSnapshotRecord, AppendSnapshotRecord);
  const std::optional<Record> record = ParseRecord(bytes);
  if (!record) return;
  std::string again;
  AppendRecord(*record, again);
  RAFT_CHECK(again == bytes && again.size() == RecordSize(*record),
             "another record is written for the one that was read");
  if (record->data) CheckRecord(*record->data);
}

void CheckFrame(std::string_view bytes) {
  const Frame frame = ReadFrame(bytes, 0);
  if (frame.state != FrameState::kWhole) return;
  std::string again;
  AppendFrame(frame.record, again);
  RAFT_CHECK(again == bytes.substr(0, frame.length.total()),
             "another frame is written for the one that was read");
  CheckRecord(frame.record);
}

}  // namespace
}  // namespace raft::wal

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  raft::wal::CheckFrame(bytes);
  raft::wal::CheckRecord(bytes);
  return 0;
}
