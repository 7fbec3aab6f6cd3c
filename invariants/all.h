// The table of invariants. To add one: write it in its own file, and add a row
// in all.cc.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

struct Invariant {
  std::string_view name;
  std::string_view claim;
  std::optional<Violation> (*check)(const Step& step, const Ghost& ghost);
};

std::span<const Invariant> All();

// Checks them in order; when all hold, remembers the step. Costs the size of
// the change, not of the log. What is thrown meanwhile is a fall of no_panic.
std::optional<Violation> CheckAll(const Step& step, Ghost& ghost);

}  // namespace invariants
