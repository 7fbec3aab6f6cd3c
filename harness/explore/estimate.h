// Estimate: how many states there may be in all, while they are being found.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace harness {

// `levels[d]`: how many states have depth d, for all depths that are known.
// Levels grow by less and less, and then shrink by more and more; this assumes
// that they go on as the last eight did. Nothing if they do not yet say when
// they will shrink, or if that is so far away that it would be a mere guess.
// Once half of the states are known it is rarely wrong by more than a factor of
// two; before, it may be wrong by any.
std::optional<double> EstimateStates(std::span<const uint64_t> levels);

}  // namespace harness
