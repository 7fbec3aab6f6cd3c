#include "raft/durable/crc32c.h"

#include <isa-l/crc.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace raft::durable {
namespace {

// What each value of a byte does to the checksum: eight steps of division by
// the polynomial, whose bits stand in reverse here.
constexpr std::array<uint32_t, 256> Table() {
  constexpr uint32_t kPolynomial = 0x82f63b78;
  std::array<uint32_t, 256> table{};
  for (uint32_t byte = 0; byte < table.size(); ++byte) {
    uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) {
      value = (value & 1) != 0 ? value >> 1 ^ kPolynomial : value >> 1;
    }
    table[byte] = value;
  }
  return table;
}
constexpr std::array<uint32_t, 256> kTable = Table();

}  // namespace

uint32_t ExtendCrc32c(uint32_t before, std::string_view bytes) {
  // ISA-L's lengths are ints, its buffers not const (they are only read), and
  // inverting before and after is left to its caller.
  constexpr size_t kPieceMax = size_t{1} << 30;
  uint32_t value = ~before;
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, kPieceMax);
    auto* const data = reinterpret_cast<unsigned char*>(
        const_cast<char*>(piece.data()));
    value = crc32_iscsi(data, static_cast<int>(piece.size()), value);
    bytes.remove_prefix(piece.size());
  }
  return ~value;
}

uint32_t ExtendCrc32cSlowly(uint32_t before, std::string_view bytes) {
  uint32_t value = ~before;
  for (const char byte : bytes) {
    value = value >> 8 ^ kTable[(value ^ static_cast<uint8_t>(byte)) & 0xff];
  }
  return ~value;
}

}  // namespace raft::durable
