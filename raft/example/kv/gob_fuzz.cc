// Any bytes: what decodes as a put of the field's example is written and read
// back as the same.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "raft/base/check.h"
#include "raft/example/kv/gob.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto put =
      kv::DecodeGob({reinterpret_cast<const char*>(data), size});
  if (!put) {
    RAFT_CHECK(put.error().Text().starts_with("gob: "), "no reason");
    return 0;
  }
  const auto again = kv::DecodeGob(kv::EncodeGob(*put));
  RAFT_CHECK(again.has_value() && *again == *put, "read back as another");
  return 0;
}
