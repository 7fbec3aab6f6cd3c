#include "harness/lin/loaded.h"

#include <fmt/format.h>

namespace harness {

std::unexpected<raft::Error> BadLine(std::string_view path, size_t line,
                                     std::string_view reason) {
  return raft::Fail(raft::ErrorCode::kBadBytes,
                    fmt::format("{}:{}: {}", path, line, reason));
}

}  // namespace harness
