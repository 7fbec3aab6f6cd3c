// The protobuf wire format: what a field looks like in bytes. A field is a tag
// (its number and how its value is laid out) and a value. Written out here,
// not generated, because messages are encoded and decoded for every entry.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "raft/base/error.h"

namespace raft::wire {

// How a value is laid out. The two kinds of group (3 and 4) are refused:
// nothing that speaks this protocol has ever written one.
enum class Layout : uint32_t {
  kVarint = 0,
  kFixed64 = 1,
  kBytes = 2,
  kFixed32 = 5
};

// The tag of field `number`. One byte, for numbers in [1, 16).
constexpr uint8_t VarintTag(int number) {
  return static_cast<uint8_t>(number << 3);
}
constexpr uint8_t BytesTag(int number) {
  return static_cast<uint8_t>(number << 3 | 2);
}

// How many bytes `value` takes as a varint, in [1, 10].
constexpr uint64_t VarintSize(uint64_t value) {
  return (static_cast<uint64_t>(std::bit_width(value | 1)) * 9 + 64) / 64;
}
// The same of a whole field with a one-byte tag; 0 for a default, which is not
// written.
constexpr uint64_t VarintFieldSize(uint64_t value) {
  return value == 0 ? 0 : 1 + VarintSize(value);
}
// The same of bytes, or of a nested message, that is there even if empty.
constexpr uint64_t NestedFieldSize(uint64_t size) {
  return 1 + VarintSize(size) + size;
}
constexpr uint64_t BytesFieldSize(uint64_t size) {
  return size == 0 ? 0 : NestedFieldSize(size);
}

// Writes fields to memory that the caller has made large enough.
class Writer {
 public:
  explicit Writer(char* at) : at_(at) {}
  // One past the last byte written.
  char* at() const { return at_; }

  void Varint(uint64_t value) {
    while (value >= 0x80) {
      *at_++ = static_cast<char>(value | 0x80);
      value >>= 7;
    }
    *at_++ = static_cast<char>(value);
  }
  // Writes nothing for a default.
  void VarintField(uint8_t tag, uint64_t value) {
    if (value != 0) ElementField(tag, value);
  }
  void BytesField(uint8_t tag, std::string_view bytes) {
    if (bytes.empty()) return;
    NestedField(tag, bytes.size());
    std::memcpy(at_, bytes.data(), bytes.size());
    at_ += bytes.size();
  }
  // One element of a repeated field: written also when it is 0.
  void ElementField(uint8_t tag, uint64_t value) {
    *at_++ = static_cast<char>(tag);
    Varint(value);
  }
  // The head of a nested message; its `size` bytes are the caller's to write.
  void NestedField(uint8_t tag, uint64_t size) { ElementField(tag, size); }

 private:
  char* at_;
};

// Reads fields from bytes that may be anything; never reads outside of them.
// After a failure it is at its end and hands out zeros, so that a caller needs
// to ask only once, when it is done. The bytes must outlive the reader.
class Reader {
 public:
  explicit Reader(std::string_view bytes);

  // Reads the next tag into `tag`. False at the end, or after a failure.
  bool NextTag(uint32_t& tag) {
    if (at_ == end_) return false;
    field_ = at_;
    const auto first = static_cast<uint8_t>(*at_);
    if (first >= 0x80) [[unlikely]]
      return LongTag(tag);
    ++at_;
    tag = first;
    return true;
  }

  uint64_t Varint() {
    if (at_ != end_ && static_cast<uint8_t>(*at_) < 0x80) [[likely]] {
      return static_cast<uint8_t>(*at_++);
    }
    return LongVarint();
  }

  // A varint that must be below `limit`, as an enumerator `what`.
  template <typename Enum>
  Enum Enumerator(uint64_t limit, const char* what) {
    const uint64_t value = Varint();
    if (value < limit) [[likely]]
      return static_cast<Enum>(value);
    FailEnumerator(what, value);
    return Enum{};
  }

  // A length and so many bytes, valid as long as the bytes being read.
  std::string_view Bytes() {
    const uint64_t size = Varint();
    if (size > static_cast<uint64_t>(end_ - at_)) [[unlikely]] {
      FailLength(size);
      return {};
    }
    return {std::exchange(at_, at_ + size), size};
  }

  // Calls `read`, which must read to the end, on the bytes of one field.
  template <typename Read>
  void Nested(Read&& read) {
    const std::string_view bytes = Bytes();
    if (bytes.empty()) return;
    const char* const end = std::exchange(end_, at_);
    at_ = bytes.data();
    read();
    end_ = failed() ? at_ : end;
  }

  // Passes over the value of a field that this program does not know.
  void Skip(uint32_t tag);

  // Notes that the field being read is wrong, unless something was before.
  void Fail(std::string what);
  bool failed() const { return !error_.empty(); }

  // The first failure, as kBadBytes: "cannot decode WHAT: ... at byte N".
  Error TakeError(std::string_view what) const;

 private:
  bool LongTag(uint32_t& tag);
  uint64_t LongVarint();
  void FailLength(uint64_t size);
  void FailEnumerator(const char* what, uint64_t value);

  const char* at_;
  const char* end_;
  const char* begin_;
  const char* field_;  // Where the field being read begins.
  std::string error_;  // Empty: nothing has failed.
};

}  // namespace raft::wire
