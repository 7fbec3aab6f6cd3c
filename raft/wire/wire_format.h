// The protobuf wire format: what a field looks like in bytes. A field is a tag
// (its number and how its value is laid out) and a value. Written out here,
// not generated, because messages are encoded and decoded for every entry.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace raft::wire {

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

}  // namespace raft::wire
