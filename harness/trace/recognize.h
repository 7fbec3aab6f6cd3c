// What a file was meant to be, if it does not parse as a trace. Every string
// of bytes is a fuzzer's schedule: a damaged trace must not pass for one.
#pragma once

#include <string_view>

namespace harness {

// True if the bytes begin as the text of a trace does, in whatever encoding,
// or are text nearly everywhere. A schedule is text in a third of its bytes.
bool IsMeantAsTrace(std::string_view bytes);

// What the bytes are if they begin as a well-known kind of file does that is
// neither a trace nor a schedule, as "compressed by gzip"; else empty.
std::string_view KnownKind(std::string_view bytes);

}  // namespace harness
