// Minimize: a shorter trace under which the same thing falls.
#pragma once

#include <cstdint>
#include <functional>

#include "harness/trace/trace.h"

namespace harness {

// What minimizing has done so far.
struct MinimizeProgress {
  uint64_t replays = 0;
  size_t actions = 0;  // Of the shortest trace so far.
};

// Returns a trace with the same signature (signature.h) from which no single action can be
// left out, nor, if it is not very long, any pair of them, and whose setup and
// actions are as plain as they could be made: fewer nodes and clients, no
// unneeded switches, small numbers (see Plainer in setup.h). What falls inside
// the fault atlas is a bug, so that setup stays inside. Where leaving something
// out changes the terms and indexes that later messages have, these are named
// anew. The result is complete, with fingerprints. Deterministic; `watch` is
// called now and then, and ends it early by returning false (the result is then
// valid, and longer). REQUIRES: something falls under `trace`.
Trace Minimize(const Trace& trace,
               const std::function<bool(const MinimizeProgress&)>& watch = {});

}  // namespace harness
