// Reads the protobuf wire format (wire_format.h) from bytes that may be
// anything.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
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

// The bytes that a reader reads, and the first thing that was wrong with them.
class Source {
 public:
  // `bytes` must outlive this.
  explicit Source(std::string_view bytes)
      : begin_(bytes.data()), end_(bytes.data() + bytes.size()) {}
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  bool failed() const { return !failure_.empty(); }
  // The failure as kBadBytes: "cannot decode THING: ... at byte N".
  Error AsError(std::string_view thing) const;

 private:
  friend class Reader;

  const char* begin_;
  const char* end_;      // Of the innermost message that is being read.
  std::string failure_;  // Empty: nothing has failed.
};

// Reads fields from bytes that may be anything; never reads outside of them.
// After a failure it is at its end and hands out zeros, so that a caller needs
// to ask its source only once, when it is done. A reader is a place in a
// source, which must outlive it. It is small, and what is not inline takes and
// returns it by value, so that it stays in registers.
class Reader {
 public:
  // Fails if the bytes are more than 2 GiB, which no implementation of protobuf
  // takes; so whatever is read fits in a Payload.
  explicit Reader(Source& source) : at_(source.begin_), source_(&source) {
    if (source.end_ - source.begin_ > kBytesMax) [[unlikely]] {
      Fail("too many bytes");
    }
  }

  // True at the end of what is being read, and after a failure.
  bool Done() const { return at_ == source_->end_; }

  // Reads the next tag into `tag`. False at the end, or after a failure.
  bool NextTag(uint32_t& tag) {
    if (Done()) return false;
    const auto first = static_cast<uint8_t>(*at_);
    if (first < 0x80) [[likely]] {
      ++at_;
      tag = first;
      return true;
    }
    const Number number = LongTag(*this);
    at_ = number.end;
    tag = static_cast<uint32_t>(number.value);
    return !source_->failed();
  }

  uint64_t Varint() {
    // Most numbers take one byte, and most others two.
    if (!Done() && Byte(0) < 0x80) [[likely]] {
      ++at_;
      return Byte(-1);
    }
    if (source_->end_ - at_ > 1 && Byte(1) < 0x80) {
      at_ += 2;
      return Byte(-2) - 0x80 + (Byte(-1) << 7);
    }
    const Number number = LongVarint(*this);
    at_ = number.end;
    return number.value;
  }

  // A varint that must be below `limit`, as an enumerator of `what`.
  template <typename Enum>
  Enum Enumerator(uint64_t limit, const char* what) {
    const Reader begin = *this;
    const uint64_t value = Varint();
    if (value < limit) [[likely]]
      return static_cast<Enum>(value);
    at_ = FailEnumerator(what, value, begin);
    return Enum{};
  }

  // A length and so many bytes, valid as long as the bytes being read.
  std::string_view Bytes() {
    const Reader begin = *this;
    const uint64_t size = Varint();
    if (size > static_cast<uint64_t>(source_->end_ - at_) ||
        at_ - begin.at_ > kLongestOf32Bits) [[unlikely]] {
      at_ = FailLength(size, begin);
      return {};
    }
    return {std::exchange(at_, at_ + size), size};
  }

  // Calls `read`, which must read to the end, with a reader of the bytes of
  // one field.
  template <typename Read>
  void Nested(Read&& read) {
    const std::string_view bytes = Bytes();
    if (source_->failed()) return;
    const char* const end = std::exchange(source_->end_, at_);
    read(Reader(bytes.data(), *source_));
    source_->end_ = end;
    if (source_->failed()) [[unlikely]]
      at_ = end;
  }

  // Passes over the value of a field that this program does not know.
  void Skip(uint32_t tag) { *this = Skipped(tag, *this); }

  // Says that what begins at the reader's place is wrong.
  void Fail(std::string_view what);

 private:
  static constexpr int64_t kBytesMax = std::numeric_limits<int32_t>::max();

  // Tags and lengths have 32 bits. Like other implementations, this one does
  // not take them with more bytes than those need.
  static constexpr ptrdiff_t kLongestOf32Bits = 5;

  // A number, and where to go on after it.
  struct Number {
    uint64_t value;
    const char* end;
  };

  Reader(const char* at, Source& source) : at_(at), source_(&source) {}

  uint64_t Byte(ptrdiff_t i) const { return static_cast<uint8_t>(at_[i]); }

  // What few fields need. Those that fail go on at the end.
  static Number LongTag(Reader reader);
  static Number LongVarint(Reader reader);
  static Number FailNumber(const char* what, Reader reader);
  static const char* FailLength(uint64_t size, Reader reader);
  static const char* FailEnumerator(const char* what, uint64_t value,
                                    Reader reader);
  static Reader Skipped(uint32_t tag, Reader reader);

  const char* at_;
  Source* source_;
};

}  // namespace raft::wire
