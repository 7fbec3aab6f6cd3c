// Jepsen's logs of a register:
//
//     INFO  jepsen.util - 4 :invoke :cas [2 4]
//
// A process, `:invoke`, `:ok`, `:fail` or `:info`, `:read`, `:write` or `:cas`,
// and what is read or written, apart by blanks or tabs. A compare-and-set that
// fails found another value; what else fails never happened; of `:info` nobody
// knows. The register is nil at first.
#pragma once

#include <string_view>

#include "harness/lin/loaded.h"

namespace harness {

raft::Result<Loaded> ReadJepsenLog(std::string_view path,
                                   std::string_view text);

}  // namespace harness
