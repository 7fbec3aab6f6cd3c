// Messages, entries, snapshots and states to bytes and back (raft.proto says
// which bytes). Nothing here frames: who stores or sends the bytes knows where
// they end. Membership changes are in conf_change_codec.h.
#pragma once

#include <string>
#include <string_view>

#include "raft/base/error.h"
#include "raft/types.h"

namespace raft::wire {

// How many levels of responses may stand in one another.
inline constexpr int kResponseLevelsMax = 8;

// Appends the bytes of `message` to `out`. What `out` holds already stays, and
// so does its capacity: a caller that reuses it does not allocate.
// REQUIRES: at most kResponseLevelsMax levels of responses.
void AppendTo(const Message& message, std::string& out);
void AppendTo(const Entry& entry, std::string& out);
void AppendTo(const Snapshot& snapshot, std::string& out);
void AppendTo(const HardState& state, std::string& out);
void AppendTo(const ConfState& state, std::string& out);

// The same in a string of their own. Equal values have equal bytes, and what is
// all defaults has none.
std::string Encode(const Message& message);
std::string Encode(const Entry& entry);
std::string Encode(const Snapshot& snapshot);
std::string Encode(const HardState& state);
std::string Encode(const ConfState& state);

// What `bytes` say; the result owns what it holds. Any bytes may be handed in:
// those that do not decode are kBadBytes, and the detail says what is wrong and
// in the field at which byte. That is
//  - what ends too early, or does not end where it should;
//  - a number that does not fit in 64 bits, or a tag or length that does not
//    fit in 32 or takes more than 5 bytes; a field with the number 0;
//  - a type of message or entry that does not exist;
//  - groups, which nobody has written since protobuf had them;
//  - more than kResponseLevelsMax levels of responses, or over 2 GiB.
// As protobuf has it, unknown fields are passed over, of a field that occurs
// twice the last one counts, a nested message that occurs twice is merged, and
// lists of numbers may be packed. Memory used is at most in proportion to
// bytes.size().
Result<Message> DecodeMessage(std::string_view bytes);
Result<Entry> DecodeEntry(std::string_view bytes);
Result<Snapshot> DecodeSnapshot(std::string_view bytes);
Result<HardState> DecodeHardState(std::string_view bytes);
Result<ConfState> DecodeConfState(std::string_view bytes);

}  // namespace raft::wire
