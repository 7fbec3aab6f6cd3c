// Bytes as a quoted string that can be read, and read back.
#pragma once

#include <string>
#include <string_view>

namespace raft {

// Returns `bytes` between double quotes, as Go's %q does: valid UTF-8 that is
// printable as it is, `\n` and its like, `\x00` for other ASCII and for bytes
// that are not UTF-8, `\u200b` and `\U000e0001` for other runes.
std::string Quote(std::string_view bytes);

}  // namespace raft
