// Command: what a client of the key-value store asks for, as an entry's data.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "raft/base/error.h"

namespace kv {

struct Command {
  enum class Kind : uint8_t {
    kPut = 0,
    kDelete = 1,
    kCompareAndSet = 2,  // Writes only if the value is `expected`.
    kGet = 3,
  };

  Kind kind = Kind::kPut;
  // A session: each (client, sequence) takes effect once. Sequences of a client
  // rise from command to command; a repetition keeps its own.
  uint64_t client = 0;
  uint64_t sequence = 0;
  std::string key;       // Any bytes, as are the values.
  std::string value;     // kPut, kCompareAndSet; else of no effect.
  std::string expected;  // kCompareAndSet; empty: also if there is no such key.
  friend bool operator==(const Command&, const Command&) = default;
};

// Equal commands and no others have equal bytes.
std::string Encode(const Command& command);

// The reverse. kBadBytes, saying what is wrong, for anything else.
raft::Result<Command> Decode(std::string_view bytes);

}  // namespace kv
