// Which byte means which verb. The tables are part of the byte form: stored
// inputs mean something else when they change.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "harness/action/action.h"
#include "harness/strategy/byte_setup.h"

namespace harness {

using ByteVerbs = std::array<Verb, 256>;

const ByteVerbs& VerbsOf(Mix mix);

// The first byte that means `verb`; nothing if none does.
std::optional<uint8_t> ByteOf(Verb verb, Mix mix);

}  // namespace harness
