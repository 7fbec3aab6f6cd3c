// Mutate: small changes of schedules in their byte form, by whole records.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "harness/strategy/bytes.h"
#include "harness/strategy/random.h"

namespace harness {

// Changes `bytes` in one to four places: records are inserted, deleted, said
// again, swapped, moved or changed in one field, a burst of ordinary progress
// comes in between, or the setup changes. The result has a whole header, whole
// records, and at most `size_max` bytes. REQUIRES: size_max >= kHeaderSize.
void Mutate(std::string& bytes, size_t size_max, Random& random);

// The setup of `first`, now and then mixed with that of `second`, and records
// of both: a beginning of one and an end of the other, or a piece of one within
// the other. Sizes as above.
std::string CrossOver(std::string_view first, std::string_view second,
                      size_t size_max, Random& random);

}  // namespace harness
