// Gob: how the field's example (etcd's raftexample) writes its commands, in
// Go's encoding/gob: a stream of a type's description and one value of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "raft/base/error.h"

namespace kv {

// A put. The example has Key and Val only, and passes over what follows them.
struct GobPut {
  std::string key;  // Any bytes.
  std::string value;
  uint64_t client = 0;    // With both of these 0 the bytes are those of the
  uint64_t sequence = 0;  // example itself.
  friend bool operator==(const GobPut&, const GobPut&) = default;
};

// What Go's decoder reads as a struct {Key, Val string}.
std::string EncodeGob(const GobPut& put);

// The put in such a stream, whatever the type and its number are called; fields
// of other names are passed over. kBadBytes, saying what is wrong, for anything
// else.
raft::Result<GobPut> DecodeGob(std::string_view bytes);

}  // namespace kv
