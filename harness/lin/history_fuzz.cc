// Bytes as a file: what can be read is checked, and what is written of it is
// read back as the same.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "harness/lin/lin_ops.h"
#include "harness/lin/read_history.h"
#include "raft/base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read = harness::ParseHistory("file", text);
  if (!read) {
    RAFT_CHECK(read.error().Text().starts_with("file:"), "no place: {}",
               read.error().Text());
    return 0;
  }
  const std::string written = harness::WriteLinOps(read->history, read->model);
  const auto again = harness::ParseHistory("file", written);
  RAFT_CHECK(again.has_value(), "{}", again.error().Text());
  RAFT_CHECK(harness::WriteLinOps(again->history, again->model) == written,
             "it is read back as something else");
  return 0;
}
