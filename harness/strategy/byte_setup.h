// The setup of a schedule as bytes, for fuzzers: every string of bytes is one.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "harness/action/action.h"
#include "harness/world/setup.h"
#include "raft/base/error.h"

namespace harness {

// Which actions are frequent when bytes are read as a schedule. The numbers are
// part of the byte form.
enum class Mix : uint8_t {
  kEvery = 0,
  kMembership = 1,
  kSnapshots = 2,
  kFaults = 3,
};
inline constexpr uint64_t kMixes = 4;

// What the first bytes of a schedule say.
struct Header {
  Setup setup;
  Mix mix = Mix::kEvery;
  // How the run ends; nothing: it just ends. With kLasting, the last record says
  // what lasts (bytes.h).
  std::optional<Settling> settling;
  friend bool operator==(const Header&, const Header&) = default;
};

inline constexpr size_t kHeaderSize = 24;
using HeaderBytes = std::array<uint8_t, kHeaderSize>;

// Total: what is missing counts as zeros, and all zeros are the plainest setup.
// The setup is small (at most 8 nodes), valid and inside the fault atlas.
Header DecodeHeader(std::string_view bytes);

// The reverse. kBadConfig if the setup has a field that bytes cannot say; bits
// of masks that name no node are not kept.
raft::Result<HeaderBytes> EncodeHeader(const Header& header);

}  // namespace harness
