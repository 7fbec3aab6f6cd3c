#include "raft/example/kv/bytes.h"

namespace kv {
namespace {

constexpr uint64_t kLong = 255;  // Eight more bytes follow, the lowest first.

}  // namespace

void AppendNumber(std::string& bytes, uint64_t number) {
  if (number < kLong) {
    bytes += static_cast<char>(number);
    return;
  }
  bytes += static_cast<char>(kLong);
  for (int i = 0; i < 8; ++i) {
    bytes += static_cast<char>(number >> (8 * i) & 0xff);
  }
}

void AppendString(std::string& bytes, std::string_view text) {
  AppendNumber(bytes, text.size());
  bytes += text;
}

uint64_t Reader::Byte() {
  if (failed_ || rest_.empty()) {
    failed_ = true;
    return 0;
  }
  const auto byte = static_cast<unsigned char>(rest_.front());
  rest_.remove_prefix(1);
  return byte;
}

uint64_t Reader::Number() {
  const uint64_t first = Byte();
  if (first != kLong) return first;
  uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number |= Byte() << (8 * i);
  // A number has one form, so that equal bytes mean equal things.
  failed_ |= number < kLong;
  return failed_ ? 0 : number;
}

std::string_view Reader::String() {
  const uint64_t size = Number();
  if (failed_ || size > rest_.size()) {
    failed_ = true;
    return {};
  }
  const std::string_view text = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return text;
}

}  // namespace kv
