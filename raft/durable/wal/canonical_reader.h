// Reads protobuf fields that stand in the one form in which a log's writer
// writes them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>

namespace raft::wal {

// Asked for one field after the other, in their order. After a failure it
// hands out zeros, and Finished() is false: a caller asks once, at the end.
// Never reads outside of its bytes, which must outlive it.
class CanonicalReader {
 public:
  explicit CanonicalReader(std::string_view bytes) : rest_(bytes) {}

  // Passes over the tag if it is the next.
  bool NextIs(uint8_t tag) {
    if (rest_.empty() || static_cast<uint8_t>(rest_[0]) != tag) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // A field that must be there: its tag, and a varint of as few bytes as it
  // needs.
  uint64_t VarintField(uint8_t tag) {
    if (!NextIs(tag)) return Fail();
    return Varint();
  }
  uint64_t Varint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<uint8_t>(rest_[0]);
      rest_.remove_prefix(1);
      if (shift == 63 && byte > 1) return Fail();
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return byte == 0 && shift != 0 ? Fail() : value;
    }
    return Fail();
  }
  uint32_t Varint32Field(uint8_t tag) {
    const uint64_t value = VarintField(tag);
    if (value > std::numeric_limits<uint32_t>::max()) Fail();
    return static_cast<uint32_t>(value);
  }
  // A length and so many bytes.
  std::string_view Bytes() {
    const uint64_t size = Varint();
    if (size > rest_.size()) {
      Fail();
      return {};
    }
    const std::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }
  // A number of fixed size, little-endian.
  template <typename T>
  T Fixed() {
    T value = 0;
    if (rest_.size() < sizeof value) {
      Fail();
      return 0;
    }
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_.remove_prefix(sizeof value);
    return value;
  }

  // True if nothing failed and all was read.
  bool Finished() const { return !failed_ && rest_.empty(); }

 private:
  uint64_t Fail() {
    failed_ = true;
    rest_ = {};
    return 0;
  }

  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace raft::wal
