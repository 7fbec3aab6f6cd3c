#include "raft/cluster/http/incoming_bytes.h"

namespace raft::http {
namespace {

constexpr size_t kNumberBytes = 8;

}  // namespace

void IncomingBytes::Put(std::string_view bytes) {
  bytes_.erase(0, taken_);
  taken_ = 0;
  bytes_.append(bytes);
}

std::optional<std::string_view> IncomingBytes::Take(uint64_t count) {
  if (size() < count) return std::nullopt;
  const auto taken = std::string_view(bytes_).substr(taken_, count);
  taken_ += count;
  return taken;
}

std::optional<uint64_t> IncomingBytes::TakeNumber() {
  const auto bytes = Take(kNumberBytes);
  if (!bytes) return std::nullopt;
  uint64_t number = 0;
  for (const char byte : *bytes) {
    number = number << 8 | static_cast<uint8_t>(byte);
  }
  return number;
}

void PutNumber(uint64_t number, std::string& out) {
  for (size_t left = kNumberBytes; left > 0; --left) {
    out += static_cast<char>(number >> (8 * (left - 1)) & 0xff);
  }
}

}  // namespace raft::http
