// Reads a history in any of the formats: lin_ops.h, jepsen_log.h, edn_log.h.
#pragma once

#include <string>
#include <string_view>

#include "harness/lin/loaded.h"

namespace harness {

// By how the first line begins. kBadBytes with file, line and reason.
raft::Result<Loaded> ParseHistory(std::string_view path, std::string_view text);

// The same of a file; kIo if it cannot be read.
raft::Result<Loaded> ReadHistory(const std::string& path);

}  // namespace harness
