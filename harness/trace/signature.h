// What makes two falls the same.
#pragma once

#include <string>

#include "invariants/view.h"

namespace harness {

// The invariant, and its evidence without the numbers and hashes in it.
std::string SignatureOf(const invariants::Violation& violation);

}  // namespace harness
