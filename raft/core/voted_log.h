// What a voter echoes to whom it votes for: where the log ends that it was told
// of. It travels as the context of the answer: the term, then the index, eight
// bytes each, the lowest first.
#pragma once

#include <optional>

#include "raft/types.h"

namespace raft {

Payload EncodeVotedLog(const EntryId& last);
// Nothing if the bytes are no such end.
std::optional<EntryId> DecodeVotedLog(const Payload& context);

}  // namespace raft
