// CRC-32C (Castagnoli): the checksum of logs and snapshot files.
#pragma once

#include <cstdint>
#include <string_view>

namespace raft::durable {

// Returns the checksum of some bytes followed by `bytes`, where `before` is the
// checksum of the former; 0 is that of no bytes. As fast as the machine can.
uint32_t ExtendCrc32c(uint32_t before, std::string_view bytes);

// The same from its definition, a byte at a time: what the other is held
// against.
uint32_t ExtendCrc32cSlowly(uint32_t before, std::string_view bytes);

}  // namespace raft::durable
