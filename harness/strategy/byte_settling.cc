#include "harness/strategy/byte_settling.h"

#include "raft/base/check.h"

namespace harness {

size_t EndOfActions(std::string_view bytes, const Header& header,
                    size_t record_size) {
  if (header.settling != Settling::kLasting || bytes.size() < kHeaderSize) {
    return bytes.size();
  }
  const size_t records = (bytes.size() - kHeaderSize) / record_size;
  if (records == 0) return bytes.size();
  return kHeaderSize + (records - 1) * record_size;
}

uint64_t SettlingAt(std::string_view bytes, size_t end, const Header& header) {
  SettleOption option{.settling = *header.settling};
  if (option.settling != Settling::kLasting) return EncodeSettling(option);
  const uint64_t nodes = header.setup.total();
  for (size_t i = 0; i < nodes && end + i < bytes.size(); ++i) {
    const auto byte = static_cast<uint8_t>(bytes[end + i]);
    option.faults[i] = static_cast<Fault>(byte % kFaults);
  }
  return EncodeSettling(option);
}

void AppendSettling(const SettleOption& option, uint64_t nodes,
                    std::string& bytes) {
  RAFT_CHECK(nodes <= kSettlingSize, "{} nodes have no byte each", nodes);
  if (option.settling != Settling::kLasting) return;
  for (size_t i = 0; i < kSettlingSize; ++i) {
    bytes.push_back(i < nodes ? static_cast<char>(option.faults[i]) : '\0');
  }
}

}  // namespace harness
