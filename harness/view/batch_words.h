// What a kBatch asks for, in words.
#pragma once

#include <cstdint>
#include <string>

#include "harness/action/action.h"

namespace harness {

// `1, 3` of a mask of nodes or clients.
std::string NumbersIn(uint64_t mask);

// `for the writes of clients 1, 2 and to make each of nodes 1, 3 a voter`.
std::string BatchWords(const Action& action);

}  // namespace harness
