// Any bytes: what decodes must encode to bytes that mean the same, in as many
// bytes as the arithmetic says, and protobuf must agree on what was read.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "raft/base/check.h"
#include "raft/base/error.h"
#include "raft/wire/codec.h"
#include "raft/wire/conf_change_codec.h"
#include "raft/wire/encoded_size.h"
#include "raft/wire/model.h"

namespace raft::wire {
namespace {

template <typename T>
void Check(std::string_view bytes, Result<T> (*decode)(std::string_view)) {
  const Result<T> value = decode(bytes);
  if (!value) {
    RAFT_CHECK(value.error().code == ErrorCode::kBadBytes &&
                   !value.error().detail.empty(),
               "bytes were refused without a reason");
    return;
  }
  decltype(ToModel(*value)) model;
  RAFT_CHECK(model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())),
             "protobuf refuses what was accepted");
  RAFT_CHECK(FromModel(model) == *value, "protobuf reads something else: {}",
             model.ShortDebugString());
  const std::string encoded = Encode(*value);
  RAFT_CHECK(encoded.size() == EncodedSize(*value),
             "{} bytes were encoded in {}", EncodedSize(*value),
             encoded.size());
  RAFT_CHECK(encoded == ToModel(*value).SerializeAsString(),
             "protobuf writes other bytes: {}", model.ShortDebugString());
  RAFT_CHECK(decode(encoded) == value, "not what was encoded: {}",
             model.ShortDebugString());
}

}  // namespace
}  // namespace raft::wire

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  raft::wire::Check(bytes, raft::wire::DecodeMessage);
  raft::wire::Check(bytes, raft::wire::DecodeSnapshot);
  raft::wire::Check(bytes, raft::wire::DecodeConfChange);
  raft::wire::Check(bytes, raft::wire::DecodeConfChangeV2);
  return 0;
}
