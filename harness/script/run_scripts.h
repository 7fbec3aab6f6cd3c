// Runs script files and compares what they say with what they expect.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "raft/base/error.h"

namespace harness {

struct ScriptResult {
  bool passed = false;
  std::string difference;  // A unified diff, if outputs differ.
  std::string rewritten;   // The whole file with the outputs as they are.
};

// Runs one script. The kind is told by its commands. kBadBytes, naming the
// line, for what cannot be run.
raft::Result<ScriptResult> RunScript(const std::string& name,
                                     const std::string& text);

// The script files (*.txt) under a file or a folder, in the order of names. kIo
// if there is none.
raft::Result<std::vector<std::string>> FindScripts(const std::string& path);

}  // namespace harness
