// A history as a page that needs nothing else: a lane for each process, its
// operations as bars, and the order that was found, or the conflict.
#pragma once

#include <string>
#include <string_view>

#include "invariants/linearizability/check.h"

namespace harness {

std::string HistoryPage(std::string_view title, const lin::History& history,
                        const lin::Model& model, const lin::Report& report);

}  // namespace harness
