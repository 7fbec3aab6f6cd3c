// Scripts about quorums: `committed` and `vote`.
#pragma once

#include <string>

#include "harness/script/data_driven.h"

namespace harness {

// Returns the output of a directive. Throws ScriptError.
std::string RunQuorumDirective(const Directive& directive);

}  // namespace harness
