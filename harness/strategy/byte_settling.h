// How a schedule settles, as bytes: what lasts stands behind its actions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "harness/action/lasting.h"
#include "harness/strategy/byte_setup.h"

namespace harness {

// Bytes for the faults that last, one for each node.
inline constexpr size_t kSettlingSize = 8;

// Where the actions end of a schedule with this header, whose records have
// `record_size` bytes. If faults last in its settle phase, the last record, if
// there is one, is no action but says which.
size_t EndOfActions(std::string_view bytes, const Header& header,
                    size_t record_size);

// The option of the kSettle at the end: of bytes from `end` on, each modulo the
// number of kinds; kAll if they name no fault. REQUIRES: header.settling.
uint64_t SettlingAt(std::string_view bytes, size_t end, const Header& header);

// The reverse: appends what says `option` of a cluster of `nodes` nodes; nothing
// unless it is kLasting. REQUIRES: nodes <= kSettlingSize.
void AppendSettling(const SettleOption& option, uint64_t nodes,
                    std::string& bytes);

}  // namespace harness
