// A frame of a log: a length word, the bytes of a record, and zeros up to a
// multiple of eight.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace raft::wal {

// Frames begin at multiples of this, and a length word is as long.
inline constexpr uint64_t kFrameUnit = 8;
// A record with its padding is below this, when it is saved and when it is
// read. In bytes.
inline constexpr uint64_t kRecordBytesLimit = 10'485'760;

// How long a frame is whose length word has been read.
struct FrameLength {
  uint64_t record = 0;   // In [1, kRecordBytesLimit).
  uint64_t padding = 0;  // In [0, kFrameUnit).
  // With the length word.
  uint64_t total() const { return kFrameUnit + record + padding; }
  friend bool operator==(const FrameLength&, const FrameLength&) = default;
};

// How long the frame of so many bytes is, nothing if there is none: no bytes,
// or too many.
std::optional<FrameLength> LengthOfFrame(uint64_t record_bytes);

// Bits 0 to 55 are the record's bytes; the top byte is 0 without padding, else
// 0x80 and how much. Nothing if the word is not one that a writer writes.
uint64_t LengthWord(const FrameLength& length);
std::optional<FrameLength> ParseLengthWord(uint64_t word);

// Appends the frame of `record`. REQUIRES: LengthOfFrame(record.size()).
void AppendFrame(std::string_view record, std::string& out);

enum class FrameState : uint8_t {
  kWhole,       // All is there, and the padding is zeros.
  kNothing,     // The file ends here.
  kZeros,       // A length word of zero: nothing was written here, or is left.
  kCutWord,     // The file ends inside the length word.
  kBadWord,     // No writer writes such a length word.
  kCutRecord,   // The file ends inside the record or its padding.
  kBadPadding,  // The padding is not zeros.
};

// What stands at a place of a file.
struct Frame {
  FrameState state = FrameState::kNothing;
  FrameLength length = {};       // If the length word is good.
  std::string_view record = {};  // If all of it is there.
};

// Reads what stands at `offset` of `file`; never outside of it. REQUIRES:
// offset <= file.size().
Frame ReadFrame(std::string_view file, uint64_t offset);

// True if `bytes` are zeros, or none.
bool AllZeros(std::string_view bytes);

}  // namespace raft::wal
