#include "raft/durable/wal/frame.h"

#include <bit>
#include <cstring>

#include "raft/base/check.h"

namespace raft::wal {
namespace {

static_assert(std::endian::native == std::endian::little,
              "length words are little-endian and copied as they are");

constexpr int kPaddingShift = 56;
constexpr uint64_t kPadded = 0x80;

}  // namespace

std::optional<FrameLength> LengthOfFrame(uint64_t record_bytes) {
  if (record_bytes == 0 || record_bytes >= kRecordBytesLimit) {
    return std::nullopt;
  }
  const uint64_t padding = -record_bytes % kFrameUnit;
  if (record_bytes + padding >= kRecordBytesLimit) return std::nullopt;
  return FrameLength{record_bytes, padding};
}

uint64_t LengthWord(const FrameLength& length) {
  if (length.padding == 0) return length.record;
  return (kPadded | length.padding) << kPaddingShift | length.record;
}

std::optional<FrameLength> ParseLengthWord(uint64_t word) {
  const uint64_t record = word & ((uint64_t{1} << kPaddingShift) - 1);
  const std::optional<FrameLength> length = LengthOfFrame(record);
  if (!length || LengthWord(*length) != word) return std::nullopt;
  return length;
}

void AppendFrame(std::string_view record, std::string& out) {
  const std::optional<FrameLength> length = LengthOfFrame(record.size());
  RAFT_CHECK(length, "no frame holds {} bytes", record.size());
  const uint64_t word = LengthWord(*length);
  out.append(reinterpret_cast<const char*>(&word), sizeof word);
  out.append(record);
  out.append(length->padding, '\0');
}

Frame ReadFrame(std::string_view file, uint64_t offset) {
  RAFT_CHECK(offset <= file.size(), "offset {} is outside of {} bytes", offset,
             file.size());
  file.remove_prefix(offset);
  if (file.empty()) return {};
  if (file.size() < kFrameUnit) return {.state = FrameState::kCutWord};
  uint64_t word = 0;
  std::memcpy(&word, file.data(), sizeof word);
  if (word == 0) return {.state = FrameState::kZeros};
  const std::optional<FrameLength> length = ParseLengthWord(word);
  if (!length) return {.state = FrameState::kBadWord};
  if (length->total() > file.size()) {
    return {.state = FrameState::kCutRecord, .length = *length};
  }
  const std::string_view record = file.substr(kFrameUnit, length->record);
  const std::string_view padding =
      file.substr(kFrameUnit + length->record, length->padding);
  return {.state = AllZeros(padding) ? FrameState::kWhole
                                     : FrameState::kBadPadding,
          .length = *length,
          .record = record};
}

bool AllZeros(std::string_view bytes) {
  // Every byte is as the one before it, and the first is zero.
  return bytes.empty() ||
         (bytes[0] == '\0' &&
          std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

}  // namespace raft::wal
