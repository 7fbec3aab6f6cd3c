// Any bytes as a segment: what is read of them is what is written for it, the
// reader stops within them, and the end is judged. With a seed that the input
// chooses, its checks and checksums are made good first, so that more than the
// outermost is reached.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "raft/base/check.h"
#include "raft/durable/crc32c.h"
#include "raft/durable/wal/contents.h"
#include "raft/durable/wal/frame.h"
#include "raft/durable/wal/mark.h"
#include "raft/durable/wal/record.h"
#include "raft/durable/wal/segment_reader.h"
#include "raft/durable/wal/torn_tail.h"

namespace raft::wal {
namespace {

// What is at the beginning of an input, before the segment.
struct Choice {
  uint8_t sequence = 0;
  uint8_t mend = 0;  // How many records get good checksums and checks.
};

// Writes the frame of `record` again in its place. False if it has become
// longer or shorter.
bool Put(const Record& record, uint64_t at, std::string& file) {
  std::string bytes;
  std::string frame;
  AppendRecord(record, bytes);
  AppendFrame(bytes, frame);
  if (at + frame.size() > file.size()) return false;
  file.replace(at, frame.size(), frame);
  return true;
}

void Mend(const Choice& choice, std::string& file) {
  uint64_t at = 0;
  uint32_t crc = 0;
  std::optional<uint64_t> number;
  for (int i = 0; i < choice.mend; ++i) {
    const Frame frame = ReadFrame(file, at);
    if (frame.state != FrameState::kWhole) return;
    std::optional<Record> record = ParseRecord(frame.record);
    if (!record) return;
    // The data are in the file, which is about to change.
    const std::string data(record->data.value_or(""));
    if (record->data) record->data = data;
    if (i == 0) number = record->number;
    record->crc = crc = durable::ExtendCrc32c(crc, data);
    if (record->mark && number) {
      record->mark->check = CheckOf({*number, choice.sequence, at},
                                    record->mark->synced_to, record->type, crc);
    }
    if (!Put(*record, at, file)) return;
    const Frame mended = ReadFrame(file, at);
    if (mended.state != FrameState::kWhole) return;
    at += mended.length.total();
  }
}

void Check(const Choice& choice, std::string_view file) {
  SegmentReader reader(file, choice.sequence, 0);
  Contents contents(1);
  uint64_t end = 0;
  while (const auto record = reader.Next()) {
    std::string bytes;
    std::string frame;
    AppendRecord(record->record, bytes);
    AppendFrame(bytes, frame);
    RAFT_CHECK(record->begin == end && record->end <= file.size() &&
                   frame == file.substr(end, record->end - end),
               "another frame is written for the one at {}", end);
    end = record->end;
    if (!contents.Add(*record).empty()) return;
  }
  RAFT_CHECK(reader.position() == end, "it stops at {} instead of {}",
             reader.position(), end);
  (void)contents.Judge();
  if (reader.why().empty()) {
    RAFT_CHECK(AllZeros(file.substr(end)), "something is behind the end");
    return;
  }
  const auto why_not =
      WhyNotTorn({.file = file,
                  .begin = end,
                  .sequence = choice.sequence,
                  .number = reader.number(),
                  .after_a_mark = reader.last_mark().has_value()});
  RAFT_CHECK(!why_not || !why_not->empty(), "damage without a reason");
}

}  // namespace
}  // namespace raft::wal

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const raft::wal::Choice choice{.sequence = data[0], .mend = data[1]};
  std::string file(reinterpret_cast<const char*>(data) + 2, size - 2);
  raft::wal::Mend(choice, file);
  raft::wal::Check(choice, file);
  return 0;
}
