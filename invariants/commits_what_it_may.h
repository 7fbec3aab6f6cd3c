// CommitsWhatItMay: what a quorum has is committed at once.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> CommitsWhatItMay(const Step& step, const Ghost& ghost);

}  // namespace invariants
