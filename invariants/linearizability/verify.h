// Verify: replays an order, without knowing how it was found.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "invariants/linearizability/finding.h"
#include "invariants/linearizability/model.h"

namespace lin {

// Checks that `order`, positions in `part`, proves the part linearizable: that
// it holds each operation at most once, and all but those of unknown outcome;
// that none stands after one that was called only after it had returned; and
// that the model, asked in this order, gives the answers that were seen. All
// that in O(n). Returns what is wrong, or an empty text.
//
// With `until`, the order has to prove no more than that what was called before
// that time is linearizable, as if the clients had been left alone then:
// nothing that was called later is in it, and what had not returned may be
// missing.
std::string WrongWith(History& history, const Model& model, Part part,
                      std::span<const uint32_t> order, Time until = kNever);

}  // namespace lin
