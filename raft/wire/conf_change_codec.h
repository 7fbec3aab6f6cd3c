// Membership changes to bytes and back: what the data of an entry of type
// kConfChange or kConfChangeV2 holds.
#pragma once

#include <string>
#include <string_view>

#include "raft/base/error.h"
#include "raft/types.h"

namespace raft::wire {

// What is all defaults encodes to nothing.
std::string Encode(const ConfChange& change);
std::string Encode(const ConfChangeV2& change);

// The change that `bytes` hold; no bytes are the change that is all defaults.
// Bytes that are not a change, or name a type or transition that does not
// exist, are kBadBytes; the detail says what is wrong and where. Unknown
// fields are passed over. The result owns what it holds.
Result<ConfChange> DecodeConfChange(std::string_view bytes);
Result<ConfChangeV2> DecodeConfChangeV2(std::string_view bytes);

// The change in an entry of type kConfChange or kConfChangeV2, in the new form.
Result<ConfChangeV2> DecodeConfChangeEntry(const Entry& entry);

}  // namespace raft::wire
