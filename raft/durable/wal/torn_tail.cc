#include "raft/durable/wal/torn_tail.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "raft/durable/wal/frame.h"
#include "raft/durable/wal/mark.h"
#include "raft/durable/wal/record.h"

namespace raft::wal {
namespace {

// Where the first record is, behind the frame, whose mark shows that the frame
// was synced: because the mark is of a sync that covered it, or because the
// record itself was written when the segment had no name (its mark is 1).
std::optional<uint64_t> FindMark(const UnreadableFrame& frame) {
  if (!frame.number) return std::nullopt;
  for (uint64_t at = frame.begin + kFrameUnit; at < frame.file.size();
       at += kFrameUnit) {
    const Frame behind = ReadFrame(frame.file, at);
    if (behind.state != FrameState::kWhole) continue;
    const std::optional<Record> record = ParseRecord(behind.record);
    if (!record ||
        !HasGoodCheck(*record, {*frame.number, frame.sequence, at})) {
      continue;
    }
    const uint64_t synced_to = record->mark->synced_to;
    if (synced_to > frame.begin || synced_to == 1) return at;
  }
  return std::nullopt;
}

// Where records without marks begin, behind the frame, that follow on one
// another up to the end of the log.
std::optional<uint64_t> FindChain(const UnreadableFrame& frame) {
  const std::string_view file = frame.file;
  // Whether from each place on, in units, nothing or a chain follows; from the
  // last one down, so that each is looked at once.
  const uint64_t units = file.size() / kFrameUnit;
  std::vector<bool> ends(units + 1, false);
  std::optional<uint64_t> found;
  bool zeros = true;
  ends[units] = AllZeros(file.substr(units * kFrameUnit));
  zeros = ends[units];
  for (uint64_t unit = units; unit-- > frame.begin / kFrameUnit + 1;) {
    const uint64_t at = unit * kFrameUnit;
    zeros = zeros && AllZeros(file.substr(at, kFrameUnit));
    ends[unit] = zeros;
    const Frame behind = ReadFrame(file, at);
    if (behind.state != FrameState::kWhole) continue;
    if (!ends[unit + behind.length.total() / kFrameUnit]) continue;
    const std::optional<Record> record = ParseRecord(behind.record);
    if (!record || record->mark) continue;
    ends[unit] = true;
    found = at;
  }
  return found;
}

// True if the word is the beginning of a length word, which a write that was cut
// short brought, and nothing came behind it.
bool IsBeginningOfWord(std::string_view file, uint64_t begin) {
  const uint64_t rest = kSectorBytes - begin % kSectorBytes;
  return AllZeros(file.substr(begin + kFrameUnit - 1, rest - kFrameUnit + 1));
}

// True if a crash may have left the frame as it is of one that was written.
bool TearingExplains(std::string_view file, uint64_t begin) {
  const Frame frame = ReadFrame(file, begin);
  switch (frame.state) {
    case FrameState::kCutWord:
    case FrameState::kCutRecord:
      return true;
    case FrameState::kZeros: {
      const uint64_t rest = kSectorBytes - begin % kSectorBytes;
      return AllZeros(file.substr(begin, rest));
    }
    case FrameState::kWhole:
    case FrameState::kBadPadding:
      break;
    case FrameState::kBadWord:
      return IsBeginningOfWord(file, begin);
    case FrameState::kNothing:
      return false;
  }
  if (frame.record.back() == '\0') return true;
  const uint64_t end = begin + frame.length.total();
  uint64_t at = begin;
  while (at < end) {
    const uint64_t next =
        std::min(end, (at / kSectorBytes + 1) * kSectorBytes);
    if (AllZeros(file.substr(at, next - at))) return true;
    at = next;
  }
  return false;
}

}  // namespace

std::optional<std::string> WhyNotTorn(const UnreadableFrame& frame) {
  if (frame.in_head) return "it was synced before the file got its name";
  if (const std::optional<uint64_t> at = FindMark(frame)) {
    return fmt::format("the record at {} shows that it was synced", *at);
  }
  if (!frame.number || !frame.after_a_mark) {
    if (const std::optional<uint64_t> at = FindChain(frame)) {
      return fmt::format("records follow from {} up to the end of the log",
                         *at);
    }
  }
  if (!TearingExplains(frame.file, frame.begin)) {
    return "no write that a crash cut short leaves this";
  }
  return std::nullopt;
}

}  // namespace raft::wal
