// Minimizing as commands do it: with progress, and files left behind.
#pragma once

#include <atomic>
#include <string>

#include "harness/trace/trace.h"
#include "raft/base/error.h"

namespace harness {

// The shortest trace that is found under which the same falls; says on a
// terminal how far it is. REQUIRES: something falls under `trace`. Ends early
// with what it has when `interrupted` becomes true.
Trace MinimizeAloud(const Trace& trace, const std::atomic<bool>& interrupted);

// What was written.
struct Kept {
  std::string trace;       // The file's path.
  std::string story;       // The same; it lies beside the trace. Empty if that
                           // went to a device or a pipe: then there is none.
  std::string story_text;  // What is in it.
};

// Writes a minimized trace to `path`, and its story. kIo.
raft::Result<Kept> Keep(const Trace& minimized, const std::string& path);

// Where the minimized trace goes if nobody says so: `a.min.textproto` for
// `a.textproto`; what fuzzers write has no ending.
std::string MinimizedPath(const std::string& path);

}  // namespace harness
