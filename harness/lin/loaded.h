// Loaded: a history as it was read from a file.
#pragma once

#include <string>
#include <string_view>

#include "invariants/linearizability/history.h"
#include "raft/base/error.h"

namespace harness {

struct Loaded {
  lin::History history;
  std::string model;  // What the file says or shows that it is a history of.
};

// kBadBytes, with the file, the line (from 1 on) and the reason.
std::unexpected<raft::Error> BadLine(std::string_view path, size_t line,
                                     std::string_view reason);

}  // namespace harness
