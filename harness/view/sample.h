// Sample: traces for the tests of this room.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string_view>

#include "harness/trace/trace.h"

namespace harness {

// A trace of these actions, in a cluster set up by `assignments`, each of them
// `name=value`. Fails the process if something does not parse.
Trace TraceOf(std::initializer_list<std::string_view> assignments,
              std::initializer_list<std::string_view> actions);

// A trace that ends in a settle phase which fails: without chance in its
// timeouts a node that cannot win campaigns again and again just before a
// leader is done, so that nobody leads for long.
Trace TraceInWhichNobodyLeads();

// A run of so many actions in which about everything happens that can, and at
// the end of which messages are in flight. The same every time.
Trace SampleTrace(size_t actions);

}  // namespace harness
