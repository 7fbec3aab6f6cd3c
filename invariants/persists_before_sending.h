// PersistsBeforeSending: nobody is told what a crash could take back.
#pragma once

#include <optional>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

std::optional<Violation> PersistsBeforeSending(const Step& step,
                                               const Ghost& ghost);

}  // namespace invariants
