// Whatever a model file holds, it is refused with a line or says something that
// its own text says again.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "harness/explore/model.h"
#include "raft/base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto model = harness::ParseModel(text, "m");
  if (!model) {
    RAFT_CHECK(model.error().detail.starts_with("m:"), "no line is named: {}",
               model.error().detail);
    return 0;
  }
  const auto again = harness::ParseModel(harness::ToText(*model), "m");
  RAFT_CHECK(again.has_value(), "it is not read again: {}",
             again.error().detail);
  RAFT_CHECK(*again == *model, "it says something else the second time");
  return 0;
}
