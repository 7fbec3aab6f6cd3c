#include "raft/wire/reader.h"

#include <fmt/format.h>

#include <cstddef>
#include <limits>

namespace raft::wire {

Error Source::AsError(std::string_view thing) const {
  return {ErrorCode::kBadBytes,
          fmt::format("cannot decode {}: {}", thing, failure_)};
}

void Reader::Fail(std::string_view what) {
  if (!source_->failed()) {
    source_->failure_ =
        fmt::format("{} at byte {}", what, at_ - source_->begin_);
  }
  at_ = source_->end_;
}

Reader::Number Reader::LongTag(Reader reader) {
  const Number number = LongVarint(reader);
  if (number.value <= std::numeric_limits<uint32_t>::max() &&
      number.end - reader.at_ <= kLongestOf32Bits) {
    return number;
  }
  return FailNumber("too large a field number", reader);
}

Reader::Number Reader::LongVarint(Reader reader) {
  const char* at = reader.at_;
  const char* const end = reader.source_->end_;
  uint64_t value = 0;
  int shift = 0;
  for (; at != end && shift < 63; shift += 7) {
    const auto byte = static_cast<uint8_t>(*at++);
    value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return {value, at};
  }
  if (at == end) return FailNumber("a number that does not end", reader);
  // Of the tenth byte only the lowest bit fits.
  if (static_cast<uint8_t>(*at) < 2) {
    return {value | static_cast<uint64_t>(*at) << shift, at + 1};
  }
  return FailNumber("a number that does not fit in 64 bits", reader);
}

Reader::Number Reader::FailNumber(const char* what, Reader reader) {
  reader.Fail(what);
  return {0, reader.at_};
}

const char* Reader::FailLength(uint64_t size, Reader reader) {
  reader.Fail(fmt::format("a bad length {}", size));
  return reader.at_;
}

const char* Reader::FailEnumerator(const char* what, uint64_t value,
                                   Reader reader) {
  reader.Fail(fmt::format("unknown {} {}", what, value));
  return reader.at_;
}

Reader Reader::Skipped(uint32_t tag, Reader reader) {
  const auto skip = [&](ptrdiff_t size) {
    if (reader.source_->end_ - reader.at_ < size) {
      return reader.Fail("a fixed number that does not end");
    }
    reader.at_ += size;
  };
  if (tag >> 3 == 0) reader.Fail("a field with the number 0");
  switch (static_cast<Layout>(tag & 7)) {
    case Layout::kVarint:
      reader.Varint();
      break;
    case Layout::kFixed64:
      skip(8);
      break;
    case Layout::kBytes:
      reader.Bytes();
      break;
    case Layout::kFixed32:
      skip(4);
      break;
    default:
      reader.Fail(fmt::format("a field with the wire type {}", tag & 7));
  }
  return reader;
}

}  // namespace raft::wire
