// Decide: gives one part to one engine after the other, until one decides it.
#pragma once

#include <string_view>

#include "invariants/linearizability/finding.h"
#include "invariants/linearizability/model.h"

namespace lin {

struct Decided {
  std::string_view engine;  // Who decided, or gave up last.
  Finding finding;
};

// An order is replayed before it is believed, be it of all or of the beginning
// that was decided. With `any_initial`, which only
// registers know, nobody knows the state at the beginning.
Decided Decide(History& history, const Model& model, Part part,
               const Budget& budget, bool any_initial = false);

}  // namespace lin
