#include "raft/wire/wire_format.h"

#include <fmt/format.h>

#include <limits>

namespace raft::wire {
namespace {

// As in every implementation of protobuf; also keeps a Payload within its
// range.
constexpr uint64_t kBytesMax = std::numeric_limits<int32_t>::max();

}  // namespace

Reader::Reader(std::string_view bytes)
    : at_(bytes.data()),
      end_(bytes.data() + bytes.size()),
      begin_(bytes.data()),
      field_(bytes.data()) {
  if (bytes.size() > kBytesMax) Fail("longer than 2 GiB");
}

bool Reader::LongTag(uint32_t& tag) {
  const uint64_t value = LongVarint();
  if (value > std::numeric_limits<uint32_t>::max()) {
    Fail("a field's number is too large");
  }
  tag = static_cast<uint32_t>(value);
  return !failed();
}

uint64_t Reader::LongVarint() {
  uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    if (at_ == end_) {
      Fail("ends within a number");
      return 0;
    }
    const auto byte = static_cast<uint8_t>(*at_++);
    if (shift == 63 && byte > 1) {
      Fail("a number does not fit in 64 bits");
      return 0;
    }
    value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  std::unreachable();  // The tenth byte either ends the number or is refused.
}

void Reader::Skip(uint32_t tag) {
  uint64_t size = 0;
  if (tag >> 3 == 0) return Fail("a field has the number 0");
  switch (static_cast<Layout>(tag & 7)) {
    case Layout::kVarint:
      Varint();
      return;
    case Layout::kBytes:
      Bytes();
      return;
    case Layout::kFixed64:
      size = 8;
      break;
    case Layout::kFixed32:
      size = 4;
      break;
    default:
      return Fail(fmt::format("a field has the wire type {}", tag & 7));
  }
  if (size > static_cast<uint64_t>(end_ - at_)) return FailLength(size);
  at_ += size;
}

void Reader::Fail(std::string what) {
  if (failed()) return;
  error_ = fmt::format("{}, in the field at byte {}", what, field_ - begin_);
  at_ = end_;
}

void Reader::FailLength(uint64_t size) {
  Fail(fmt::format("{} bytes announced, {} there", size, end_ - at_));
}

void Reader::FailEnumerator(const char* what, uint64_t value) {
  Fail(fmt::format("unknown {} {}", what, value));
}

Error Reader::TakeError(std::string_view what) const {
  return {ErrorCode::kBadBytes,
          fmt::format("cannot decode {}: {}", what, error_)};
}

}  // namespace raft::wire
