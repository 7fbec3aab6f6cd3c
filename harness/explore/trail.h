// Trail: from a state that was found, back to how it comes about.
#pragma once

#include <optional>

#include "harness/explore/expander.h"
#include "harness/explore/state.h"
#include "harness/trace/trace.h"

namespace harness {

// The schedule on which `fall` was found, as a trace with fingerprints: it is
// made again from the first state, by what is kept of the states on the way,
// and then by Apply in one world. REQUIRES: the state of `fall` was found, and
// something falls.
Trace TrailOf(Search& search, const Search::Fall& fall);

}  // namespace harness
